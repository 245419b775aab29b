using System.Security.Claims;
using Microsoft.Extensions.Options;
using Wava.Web.Accounts;
using Wava.Web.Rooms.Contract;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>Those at a room's door, and those who let them in or turn them away.</summary>
/// <remarks>
/// A knock is listed for <see cref="RoomOptions.KnockLifetime"/> after its person last asked. It is kept for a day longer: who comes back to the door of a room needs no
/// second invitation, of which the first was perhaps the last use.
/// </remarks>
internal sealed class WaitingRoom(Database database, RoomMemory memory, RoomGate gate, RoomNews news, IOptions<RoomOptions> options, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private long Since => (time.GetUtcNow() - options.Value.KnockLifetime).ToStored();

    /// <summary>Who waits, the longest waiting first.</summary>
    public async Task<IReadOnlyList<WaitingAnswer>> ListAsync(ClaimsPrincipal user, string room, CancellationToken stop)
    {
        await gate.DemandAsync(user, room, RoomAction.Admit, stop);
        return await ReadAsync(room, stop);
    }

    /// <summary>Lets somebody in.</summary>
    public async Task AdmitAsync(ClaimsPrincipal user, string room, string other, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandAsync(user, room, RoomAction.Admit, stop);
        bool isNew = await memory.ChangeAsync(
            room,
            null,
            async (sql, before) =>
            {
                RoomGate.Demand(before, who, RoomAction.Admit);
                // Two who let the same person in at once both have it their way.
                if (before!.Find(other) is not null) return false;
                string? kind = await sql.FindAsync<string>(
                    "SELECT u.kind FROM knocks k JOIN users u ON u.id = k.user_id WHERE k.room_id = @room AND k.user_id = @other", new { room, other });
                if (kind is null) throw RoomGate.NoSuchMember();
                await Entrance.AddAsync(sql, before, other, kind == "guest", time.GetUtcNow().ToStored(), options.Value.MembersPerRoom);
                return true;
            },
            stop);
        if (!isNew) return;
        await news.TellUserAsync(other, new { Type = "admitted", Room = room });
        await TellAsync(room);
    }

    /// <summary>Turns somebody away.</summary>
    public async Task DenyAsync(ClaimsPrincipal user, string room, string other, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandAsync(user, room, RoomAction.Admit, stop);
        await memory.ChangeAsync(
            room,
            null,
            async (sql, before) =>
            {
                RoomGate.Demand(before, who, RoomAction.Admit);
                int gone = await sql.ExecuteAsync("DELETE FROM knocks WHERE room_id = @room AND user_id = @other", new { room, other });
                return gone > 0 ? gone : throw RoomGate.NoSuchMember();
            },
            stop);
        await news.TellUserAsync(other, new { Type = "denied", Room = room });
        await TellAsync(room);
    }

    /// <summary>Tells all who may admit how the list is now.</summary>
    public Task TellAsync(string room) => memory.EnqueueAsync(room, async () =>
    {
        // Read when it is its turn: who hears several lists hears the newest last.
        RoomState? state = await gate.LookAsync(room);
        if (state is null) return;
        IReadOnlyList<WaitingAnswer> waiting = await ReadAsync(room, CancellationToken.None);
        foreach (RoomMember member in state.Members.Values)
        {
            if (RoomRights.Allows(member.Place.Role, RoomAction.Admit)) await news.TellUserAsync(member.Place.User, new { Type = "waiting", Room = room, Waiting = waiting });
        }
    });

    /// <summary>Tells where somebody has given up since a moment, and forgets those who have not come back.</summary>
    /// <returns>The moment to ask from the next time.</returns>
    public async Task<long> ExpireAsync(long from, CancellationToken stop)
    {
        long until = Since;
        long forgotten = (time.GetUtcNow() - options.Value.KnockLifetime - KeptFor).ToStored();
        IReadOnlyList<string> rooms = await database.ReadAsync(
            sql => sql.ListAsync<string>("SELECT DISTINCT room_id FROM knocks WHERE seen_at > @from AND seen_at <= @until", new { from, until }), stop);
        foreach (string room in rooms) await TellAsync(room);
        long old = await database.ReadAsync(sql => sql.FindAsync<long>("SELECT COUNT(*) FROM knocks WHERE seen_at <= @forgotten", new { forgotten }), stop);
        if (old > 0) await database.WriteAsync(sql => sql.ExecuteAsync("DELETE FROM knocks WHERE seen_at <= @forgotten", new { forgotten }), stop);
        return until;
    }

    private async Task<IReadOnlyList<WaitingAnswer>> ReadAsync(string room, CancellationToken stop)
    {
        IReadOnlyList<Row> rows = await database.ReadAsync(
            sql => sql.ListAsync<Row>(
                """
                SELECT u.id, u.display_name, u.kind, k.knocked_at FROM knocks k JOIN users u ON u.id = k.user_id
                WHERE k.room_id = @room AND k.seen_at > @since ORDER BY k.knocked_at, u.id
                """,
                new { room, since = Since }),
            stop);
        return [.. rows.Select(each => new WaitingAnswer(each.Id, each.DisplayName, each.Kind, Times.FromStored(each.KnockedAt)))];
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string DisplayName { get; set; } = "";

        public string Kind { get; set; } = "";

        public long KnockedAt { get; set; }
    }
}
