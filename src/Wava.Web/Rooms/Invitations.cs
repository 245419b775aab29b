using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Wava.Web.Accounts;
using Wava.Web.Problems;
using Wava.Web.Rooms.Contract;
using Wava.Web.Storage;

namespace Wava.Web.Rooms;

/// <summary>Makes, lists and revokes invitations, and says what one is to. Their tokens are kept as hashes only.</summary>
internal sealed class Invitations(Database database, RoomMemory memory, RoomGate gate, RoomProbes probes, IOptions<RoomOptions> options, TimeProvider time)
{
    private const int MostUses = 10_000;

    /// <summary>By which a token is found; null for what cannot be one.</summary>
    public static string? Hash(string? token) => Ids.IsWellFormed(token) ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token!))) : null;

    /// <summary>Uses an invitation up by one, within a change.</summary>
    /// <returns>Whether it was good.</returns>
    public static async Task<bool> UseAsync(Sql sql, string room, string hash, long now) => await sql.ExecuteAsync(
        """
        UPDATE invitations SET uses_left = uses_left - 1
        WHERE hash = @hash AND room_id = @room AND expires_at > @now AND (uses_left IS NULL OR uses_left > 0)
        """,
        new { hash, room, now }) > 0;

    public async Task<InvitationAnswer> CreateAsync(ClaimsPrincipal user, string room, InvitationBody? body, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandAsync(user, room, RoomAction.Invite, stop);
        int mostHours = (int)options.Value.MaxInvitationLifetime.TotalHours;
        new FieldErrors()
            .Add("expiresInHours", body?.ExpiresInHours is { } hours && (hours < 1 || hours > mostHours) ? $"An invitation is good for 1 to {mostHours} hours." : null)
            .Add("uses", body?.Uses is < 1 or > MostUses ? $"An invitation is good for 1 to {MostUses} people, or for all if nothing is said." : null)
            .ThrowIfAny();
        DateTimeOffset now = Times.FromStored(time.GetUtcNow().ToStored());
        DateTimeOffset expiresAt = now + (body?.ExpiresInHours is { } given ? TimeSpan.FromHours(given) : options.Value.InvitationLifetime);
        (string id, string token) = (Ids.New(), Ids.New());
        await memory.ChangeAsync(
            room,
            null,
            async (sql, before) =>
            {
                RoomGate.Demand(before, who, RoomAction.Invite);
                // What is not good any more makes place.
                await sql.ExecuteAsync("DELETE FROM invitations WHERE room_id = @room AND (expires_at <= @now OR uses_left <= 0)", new { room, now = now.ToStored() });
                long count = await sql.FindAsync<long>("SELECT COUNT(*) FROM invitations WHERE room_id = @room", new { room });
                if (count >= options.Value.InvitationsPerRoom)
                    throw RoomProblems.LimitReached($"A room may have {options.Value.InvitationsPerRoom} invitations.", "Revoke some that nobody needs any more.");
                return await sql.ExecuteAsync(
                    """
                    INSERT INTO invitations (id, hash, room_id, created_by, created_at, expires_at, uses_left)
                    VALUES (@id, @hash, @room, @by, @createdAt, @expiresAt, @uses)
                    """,
                    new { id, hash = Hash(token), room, by = who.Id, createdAt = now.ToStored(), expiresAt = expiresAt.ToStored(), uses = body?.Uses });
            },
            stop);
        return new InvitationAnswer(id, now, expiresAt, body?.Uses, token);
    }

    /// <summary>Those that are still good, the latest first.</summary>
    public async Task<IReadOnlyList<InvitationAnswer>> ListAsync(ClaimsPrincipal user, string room, CancellationToken stop)
    {
        await gate.DemandAsync(user, room, RoomAction.Invite, stop);
        IReadOnlyList<Row> rows = await database.ReadAsync(
            sql => sql.ListAsync<Row>(
                """
                SELECT id, created_at, expires_at, uses_left FROM invitations
                WHERE room_id = @room AND expires_at > @now AND (uses_left IS NULL OR uses_left > 0) ORDER BY created_at DESC, id
                """,
                new { room, now = time.GetUtcNow().ToStored() }),
            stop);
        return [.. rows.Select(each => new InvitationAnswer(each.Id, Times.FromStored(each.CreatedAt), Times.FromStored(each.ExpiresAt), each.UsesLeft, null))];
    }

    public async Task RevokeAsync(ClaimsPrincipal user, string room, string id, CancellationToken stop)
    {
        CurrentUser who = CurrentUser.Of(user);
        await gate.DemandAsync(user, room, RoomAction.Invite, stop);
        await memory.ChangeAsync(
            room,
            null,
            async (sql, before) =>
            {
                RoomGate.Demand(before, who, RoomAction.Invite);
                int gone = await sql.ExecuteAsync("DELETE FROM invitations WHERE id = @id AND room_id = @room", new { id, room });
                return gone > 0 ? gone : throw RoomProblems.NoSuchInvitation();
            },
            stop);
    }

    /// <summary>Says what an invitation is to. It is not used by that.</summary>
    /// <param name="user">The caller, signed in or not.</param>
    /// <param name="address">Where the caller comes from.</param>
    /// <param name="body">The token.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<LookAnswer> LookAsync(ClaimsPrincipal? user, string address, LookBody? body, CancellationToken stop)
    {
        CurrentUser? who = CurrentUser.Find(user);
        string asking = who?.Id ?? address;
        probes.Take(asking);
        string? hash = Hash(body?.Token);
        long now = time.GetUtcNow().ToStored();
        (Row? row, Door? door) = await database.ReadAsync(
            async sql =>
            {
                Row? found = await sql.FindAsync<Row>("SELECT room_id, expires_at FROM invitations WHERE hash = @hash", new { hash = hash ?? "" });
                return (found, await Door.LookAsync(sql, found?.RoomId ?? "", who?.Id ?? "", hash, now));
            },
            stop);
        if (row is null || door is not { Invitation: > 0 } || !door.IsOpenTo(who)) throw RoomProblems.NoSuchInvitation();
        probes.GiveBack(asking);
        return new LookAnswer(door.ToPreview(), Times.FromStored(row.ExpiresAt));
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string RoomId { get; set; } = "";

        public long CreatedAt { get; set; }

        public long ExpiresAt { get; set; }

        public int? UsesLeft { get; set; }
    }
}
