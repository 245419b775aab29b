using System.Security.Claims;
using Wava.Web.Accounts;
using Wava.Web.Rooms.Contract;

namespace Wava.Web.Rooms;

internal sealed partial class Moderation
{
    /// <summary>Keeps somebody out, whether they are inside, at the door or elsewhere.</summary>
    public async Task BanAsync(ClaimsPrincipal user, string room, string other, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandAsync(user, room, RoomAction.Ban, stop);
        long now = time.GetUtcNow().ToStored();
        bool waited = await memory.ChangeAsync(
            room,
            new Departure(other, Departure.Banned),
            async (sql, before) =>
            {
                Membership own = RoomGate.Demand(before, who, RoomAction.Ban);
                if (before!.Find(other) is not null) RoomGate.DemandOver(before, own, other);
                int known = await sql.ExecuteAsync(
                    """
                    INSERT INTO bans (room_id, user_id, banned_by, banned_at) SELECT @room, id, @by, @now FROM users WHERE id = @other
                    ON CONFLICT (room_id, user_id) DO UPDATE SET banned_by = bans.banned_by
                    """,
                    new { room, other, by = who.Id, now });
                if (known == 0) throw RoomGate.NoSuchMember();
                await sql.ExecuteAsync("DELETE FROM members WHERE room_id = @room AND user_id = @other", new { room, other });
                return await sql.ExecuteAsync("DELETE FROM knocks WHERE room_id = @room AND user_id = @other", new { room, other }) > 0;
            },
            stop);
        if (!waited) return;
        await news.TellUserAsync(other, new { Type = "denied", Room = room });
        await waitingRoom.TellAsync(room);
    }

    /// <summary>Lets somebody come again. That there was no ban is no mistake.</summary>
    public async Task LiftBanAsync(ClaimsPrincipal user, string room, string other, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandAsync(user, room, RoomAction.Ban, stop);
        await memory.ChangeAsync(
            room,
            null,
            (sql, before) =>
            {
                RoomGate.Demand(before, who, RoomAction.Ban);
                return sql.ExecuteAsync("DELETE FROM bans WHERE room_id = @room AND user_id = @other", new { room, other });
            },
            stop);
    }

    /// <summary>Who is kept out, the latest first.</summary>
    public async Task<IReadOnlyList<BanAnswer>> ListBansAsync(ClaimsPrincipal user, string room, CancellationToken stop)
    {
        await gate.DemandAsync(user, room, RoomAction.Ban, stop);
        IReadOnlyList<BanRow> rows = await database.ReadAsync(
            sql => sql.ListAsync<BanRow>(
                "SELECT u.id, u.display_name, b.banned_at FROM bans b JOIN users u ON u.id = b.user_id WHERE b.room_id = @room ORDER BY b.banned_at DESC, u.id", new { room }),
            stop);
        return [.. rows.Select(each => new BanAnswer(each.Id, each.DisplayName, Times.FromStored(each.BannedAt)))];
    }

    private sealed class BanRow
    {
        public string Id { get; set; } = "";

        public string DisplayName { get; set; } = "";

        public long BannedAt { get; set; }
    }
}
