using System.Security.Claims;
using Microsoft.Extensions.Options;
using Wava.Web.Accounts;
using Wava.Web.Rooms.Contract;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>The way into a room, and out of it.</summary>
internal sealed partial class Entrance(
    Database database,
    RoomMemory memory,
    RoomGate gate,
    RoomQueries queries,
    RoomPasswords passwords,
    RoomProbes probes,
    WaitingRoom waitingRoom,
    RoomMetrics metrics,
    IOptions<RoomOptions> options,
    TimeProvider time)
{
    private enum Entry
    {
        /// <summary>The password was changed while the old one was looked at: look again.</summary>
        Again,
        Joined,
        Waiting,
        StillWaiting,
    }

    /// <summary>Lets the caller in, or wait, or throws what is in the way. Who is in already stays in.</summary>
    public async Task<JoinAnswer> JoinAsync(ClaimsPrincipal user, string room, JoinBody? body, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        string? invitation = Invitations.Hash(body?.Invitation);
        Entry entry;
        do
        {
            probes.Take(who.Id);
            Door? door = Ids.IsWellFormed(room)
                ? await database.ReadAsync(sql => Door.LookAsync(sql, room, who.Id, invitation, time.GetUtcNow().ToStored()), stop)
                : null;
            door = Open(door, who);
            probes.GiveBack(who.Id);
            if (door.IsMember) return new JoinAnswer("joined", await queries.GetAsync(who.Id, room, stop));
            if (door.Locked != 0) throw RoomProblems.Locked();
            if (door is { PasswordHash: { } hash, HasKnocked: false }) await passwords.DemandAsync(who.Id, room, hash, body?.Password, stop);
            entry = await memory.ChangeAsync(room, null, (sql, before) => EnterAsync(sql, before, who, invitation, door.PasswordHash), stop);
        }
        while (entry == Entry.Again);

        metrics.Joined(entry == Entry.Joined ? "joined" : "waiting");
        if (entry == Entry.Waiting) await waitingRoom.TellAsync(room);
        return entry == Entry.Joined ? new JoinAnswer("joined", await queries.GetAsync(who.Id, room, CancellationToken.None)) : new JoinAnswer("waiting", null);
    }

    /// <summary>Goes in. All is looked at again that may have changed since: others come in, lock and ban at the same time.</summary>
    private async Task<Entry> EnterAsync(Sql sql, RoomState? before, CurrentUser who, string? invitation, string? passwordHash)
    {
        long now = time.GetUtcNow().ToStored();
        string room = before?.Id ?? "";
        Door door = Open(await Door.LookAsync(sql, room, who.Id, invitation, now), who);
        if (door.IsMember) return Entry.Joined;
        if (door.Locked != 0) throw RoomProblems.Locked();
        if (door.PasswordHash != passwordHash && !door.HasKnocked) return Entry.Again;
        if (door.NeedsInvitation && !await Invitations.UseAsync(sql, room, invitation!, now)) throw RoomGate.NoSuchRoom();
        if (door.WaitingRoom != 0) return await KnockAsync(sql, room, who.Id, now) ? Entry.Waiting : Entry.StillWaiting;
        await AddAsync(sql, before!, who.Id, who.IsGuest, now, options.Value.MembersPerRoom);
        return Entry.Joined;
    }

    /// <summary>Makes somebody a member who has come in.</summary>
    internal static async Task AddAsync(Sql sql, RoomState room, string user, bool isGuest, long now, int most)
    {
        if (room.Members.Count >= most) throw RoomProblems.Full(most);
        await sql.ExecuteAsync("DELETE FROM knocks WHERE room_id = @room AND user_id = @user", new { room = room.Id, user });
        await sql.ExecuteAsync(
            "INSERT INTO members (room_id, user_id, role, joined_at, last_read) SELECT id, @user, @role, @now, last_sequence FROM rooms WHERE id = @room",
            new { room = room.Id, user, role = isGuest ? "guest" : "member", now });
    }

    /// <summary>Stands at the door.</summary>
    /// <returns>Whether those inside see somebody whom they did not see before.</returns>
    private async Task<bool> KnockAsync(Sql sql, string room, string user, long now)
    {
        long since = now - (long)options.Value.KnockLifetime.TotalMilliseconds;
        int again = await sql.ExecuteAsync(
            "UPDATE knocks SET seen_at = @now WHERE room_id = @room AND user_id = @user AND seen_at > @since", new { room, user, now, since });
        if (again > 0) return false;
        await sql.ExecuteAsync(
            """
            INSERT INTO knocks (room_id, user_id, knocked_at, seen_at) VALUES (@room, @user, @now, @now)
            ON CONFLICT (room_id, user_id) DO UPDATE SET knocked_at = @now, seen_at = @now
            """,
            new { room, user, now });
        return true;
    }

    private static Door Open(Door? door, CurrentUser who) => door?.IsOpenTo(who) == true ? door : throw RoomGate.NoSuchRoom();
}
