using System.Security.Claims;
using Wava.Web.Accounts;
using Wava.Web.Rooms.Contract;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>Shows rooms to those who may see them.</summary>
internal sealed class RoomQueries(Database database, RoomGate gate, RoomProbes probes, IEnumerable<IRoomPresence> presences)
{
    private const string Columns = "r.id, r.title, r.access, r.password_hash, r.max_participants, r.waiting_room, r.locked, r.created_at, r.last_sequence, m.role, m.last_read";

    /// <summary>The caller's rooms, those first that were joined last.</summary>
    public async Task<IReadOnlyList<RoomAnswer>> ListAsync(ClaimsPrincipal user, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        IReadOnlyList<Row> rows = await database.ReadAsync(
            sql => sql.ListAsync<Row>(
                $"SELECT {Columns} FROM members m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = @user ORDER BY m.joined_at DESC, r.id", new { user = who.Id }),
            stop);
        return [.. rows.Where(each => who.Room is null || who.Room == each.Id).Select(each => each.ToAnswer())];
    }

    /// <summary>A room as the caller may see it: all of it for a member, a preview for whoever may come or waits to be let in.</summary>
    /// <param name="user">The caller, signed in or not.</param>
    /// <param name="address">Where the caller comes from.</param>
    /// <param name="room">The room's id.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<object> GetAsync(ClaimsPrincipal? user, string address, string room, CancellationToken stop)
    {
        CurrentUser? who = CurrentUser.Find(user);
        string asking = who?.Id ?? address;
        probes.Take(asking);
        Door? door = Ids.IsWellFormed(room) ? await Door.LookAsync(database, room, who?.Id ?? "", null, stop) : null;
        object answer = who is not null && door?.IsMember == true ? await GetAsync(who.Id, room, stop) : Preview(door, who);
        probes.GiveBack(asking);
        return answer;
    }

    /// <summary>A room as a member sees it.</summary>
    public async Task<RoomAnswer> GetAsync(string user, string room, CancellationToken stop = default)
    {
        Row? row = await database.ReadAsync(
            sql => sql.FindAsync<Row>($"SELECT {Columns} FROM rooms r JOIN members m ON m.room_id = r.id WHERE r.id = @room AND m.user_id = @user", new { room, user }), stop);
        return row?.ToAnswer() ?? throw RoomGate.NoSuchRoom();
    }

    /// <summary>Who is in a room, the longest there first.</summary>
    public async Task<IReadOnlyList<MemberAnswer>> ListMembersAsync(ClaimsPrincipal user, string room, CancellationToken stop)
    {
        await gate.DemandAsync(user, room, RoomAction.See, stop);
        RoomState state = await gate.LookAsync(room, stop) ?? throw RoomGate.NoSuchRoom();
        return
        [
            .. state.Members.Values.OrderBy(each => each.JoinedAt).ThenBy(each => each.Place.User, StringComparer.Ordinal).Select(each => new MemberAnswer(
                each.Place.User,
                each.Place.Name,
                MemberNews.KindOf(each.Place.IsGuest),
                each.Place.Role,
                each.JoinedAt,
                presences.Any(presence => presence.IsPresent(room, each.Place.User)))),
        ];
    }

    private static RoomPreview Preview(Door? door, CurrentUser? who)
    {
        if (door is null || !door.IsOpenTo(who)) throw RoomGate.NoSuchRoom();
        return door.ToPreview();
    }

    private sealed class Row : RoomSettingsRow
    {
        public long CreatedAt { get; set; }

        public long LastSequence { get; set; }

        public string Role { get; set; } = "";

        public long LastRead { get; set; }

        public RoomAnswer ToAnswer() => new(
            Id,
            Title,
            Enum.Parse<RoomAccess>(Access, ignoreCase: true),
            PasswordHash is not null,
            MaxParticipants,
            WaitingRoom != 0,
            Locked != 0,
            Times.FromStored(CreatedAt),
            Enum.Parse<RoomRole>(Role, ignoreCase: true),
            LastSequence,
            LastRead);
    }
}
