using System.Security.Claims;
using Wava.Web.Accounts;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

internal sealed partial class Entrance
{
    /// <summary>Leaves a room for good, or its door. An owner who is alone takes the room along: nobody could come to own it any more.</summary>
    public async Task LeaveAsync(ClaimsPrincipal user, string room, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        if (memory.Peek(room)?.Find(who.Id) is null && await WithdrawAsync(room, who.Id, stop)) return;
        await gate.DemandAsync(user, room, RoomAction.Leave, stop);
        await memory.ChangeAsync(
            room,
            new Departure(who.Id, Departure.Left),
            async (sql, before) =>
            {
                Membership place = RoomGate.Demand(before, who, RoomAction.Leave);
                if (place.Role != RoomRole.Owner) return await sql.ExecuteAsync("DELETE FROM members WHERE room_id = @room AND user_id = @user", new { room, user = who.Id });
                if (before!.Members.Count > 1) throw RoomProblems.HandOverFirst();
                return await sql.ExecuteAsync("DELETE FROM rooms WHERE id = @room", new { room });
            },
            stop);
    }

    /// <summary>Somebody who waits does not want to any more.</summary>
    private async Task<bool> WithdrawAsync(string room, string user, CancellationToken stop)
    {
        if (!Ids.IsWellFormed(room)) return false;
        probes.Take(user);
        long knocks = await database.ReadAsync(sql => sql.FindAsync<long>("SELECT COUNT(*) FROM knocks WHERE room_id = @room AND user_id = @user", new { room, user }), stop);
        // Whoever is neither waiting nor a member will be counted at the gate.
        probes.GiveBack(user);
        if (knocks == 0) return false;
        bool gone = await database.WriteAsync(
            async sql => await sql.ExecuteAsync("DELETE FROM knocks WHERE room_id = @room AND user_id = @user", new { room, user }) > 0, stop);
        if (gone) await waitingRoom.TellAsync(room);
        return gone;
    }
}
