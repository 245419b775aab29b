using System.Security.Claims;
using Microsoft.Extensions.Options;
using Wava.Web.Accounts;
using Wava.Web.Problems;
using Wava.Web.Rooms.Contract;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>Makes rooms, changes what is set for them, and deletes them.</summary>
internal sealed class RoomKeeping(
    Database database, RoomMemory memory, RoomGate gate, RoomQueries queries, RoomPasswords passwords, IOptions<RoomOptions> options, TimeProvider time)
{
    /// <summary>Makes a room whose owner the caller is.</summary>
    public async Task<RoomAnswer> CreateAsync(ClaimsPrincipal user, RoomBody? body, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        if (who.IsGuest) throw new ProblemException(ProblemCode.NotAllowed, StatusCodes.Status403Forbidden, "Guests cannot make rooms.", "Make an account, it takes a moment.");
        RoomForm form = RoomForm.Read(body, isNew: true, options.Value);
        string? hash = form.Password is { Length: > 0 } password ? await passwords.HashAsync(password, stop) : null;
        (string room, long now) = (Ids.New(), time.GetUtcNow().ToStored());
        await database.WriteAsync(
            async sql =>
            {
                // The user's own row is the turn: of several rooms that are made at once, each counts those before it.
                await sql.ExecuteAsync("UPDATE users SET created_at = created_at WHERE id = @user", new { user = who.Id });
                long owned = await sql.FindAsync<long>("SELECT COUNT(*) FROM members WHERE user_id = @user AND role = 'owner'", new { user = who.Id });
                if (owned >= options.Value.RoomsPerUser) throw RoomProblems.LimitReached($"You may own {options.Value.RoomsPerUser} rooms.", "Delete one, or hand it over.");
                await sql.ExecuteAsync(
                    """
                    INSERT INTO rooms (id, title, access, password_hash, max_participants, waiting_room, locked, created_at, last_sequence, version)
                    VALUES (@room, @title, @access, @hash, @most, @waits, @locked, @now, 0, 1)
                    """,
                    new
                    {
                        room,
                        title = form.Title,
                        access = Stored(form.Access ?? RoomAccess.Open),
                        hash,
                        most = form.MaxParticipants ?? options.Value.DefaultParticipants,
                        waits = form.WaitingRoom == true ? 1 : 0,
                        locked = form.Locked == true ? 1 : 0,
                        now,
                    });
                return await sql.ExecuteAsync(
                    "INSERT INTO members (room_id, user_id, role, joined_at, last_read) VALUES (@room, @user, 'owner', @now, 0)", new { room, user = who.Id, now });
            },
            stop);
        return await queries.GetAsync(who.Id, room, CancellationToken.None);
    }

    /// <summary>Changes what is set. To lock takes another right than all the rest.</summary>
    public async Task<RoomAnswer> ConfigureAsync(ClaimsPrincipal user, string room, RoomBody? body, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandAsync(user, room, RoomAction.Lock, stop);
        RoomForm form = RoomForm.Read(body, isNew: false, options.Value);
        RoomAction action = form.Configures ? RoomAction.Configure : RoomAction.Lock;
        await gate.DemandAsync(user, room, action, stop);
        string? hash = form.Password is { Length: > 0 } password ? await passwords.HashAsync(password, stop) : null;
        await memory.ChangeAsync(
            room,
            null,
            (sql, before) =>
            {
                RoomGate.Demand(before, who, action);
                return sql.ExecuteAsync(
                    """
                    UPDATE rooms SET title = COALESCE(@title, title), access = COALESCE(@access, access), max_participants = COALESCE(@most, max_participants),
                      waiting_room = COALESCE(@waits, waiting_room), locked = COALESCE(@locked, locked),
                      password_hash = CASE WHEN @setsPassword = 1 THEN @hash ELSE password_hash END
                    WHERE id = @room
                    """,
                    new
                    {
                        room,
                        title = form.Title,
                        access = form.Access is { } access ? Stored(access) : null,
                        most = form.MaxParticipants,
                        waits = AsNumber(form.WaitingRoom),
                        locked = AsNumber(form.Locked),
                        setsPassword = form.Password is null ? 0 : 1,
                        hash,
                    });
            },
            stop);
        return await queries.GetAsync(who.Id, room, CancellationToken.None);
    }

    /// <summary>Deletes a room with all that was written in it.</summary>
    public async Task DeleteAsync(ClaimsPrincipal user, string room, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandAsync(user, room, RoomAction.Delete, stop);
        await memory.ChangeAsync(
            room,
            null,
            (sql, before) =>
            {
                RoomGate.Demand(before, who, RoomAction.Delete);
                return sql.ExecuteAsync("DELETE FROM rooms WHERE id = @room", new { room });
            },
            stop);
    }

    private static string Stored(RoomAccess access) => access == RoomAccess.Open ? "open" : "invitation";

    private static int? AsNumber(bool? value) => value is { } known ? (known ? 1 : 0) : null;
}
