using Microsoft.Extensions.Options;
using Wava.Web.Storage;

namespace Wava.Web.Accounts;

/// <summary>Which refresh tokens are good. Everything here is part of a change to the storage, and is done or undone with it.</summary>
/// <remarks>
/// A sign-in (a <em>family</em>) has one good token, which is replaced at every use. Who uses one that was replaced has an old copy, and so has somebody else the new one: one of them has stolen it, and
/// nobody can say who, so the sign-in ends. Two tabs that refresh at the same time look the same for a moment; therefore a replaced token is let through for a few seconds.
/// </remarks>
internal sealed class RefreshTokens(IOptions<TokenOptions> options, TimeProvider time)
{
    /// <summary>Begins a sign-in.</summary>
    /// <param name="sql">The change.</param>
    /// <param name="user">Whose.</param>
    /// <returns>Its first token, and the sign-ins that had to end for it because the user has too many.</returns>
    public async Task<(RefreshToken Token, IReadOnlyList<string> Ended)> BeginAsync(Sql sql, string user)
    {
        IReadOnlyList<string> ended = await sql.ListAsync<string>(
            "SELECT family FROM refresh_tokens WHERE user_id = @user GROUP BY family ORDER BY MAX(issued_at) DESC, family LIMIT 1000 OFFSET @keep",
            new { user, keep = options.Value.SignInsPerUser - 1 });
        foreach (string family in ended) await EndAsync(sql, family);
        RefreshToken token = RefreshToken.New(Ids.New());
        await AddAsync(sql, token, user);
        return (token, ended);
    }

    /// <summary>Takes a token and gives its successor.</summary>
    public async Task<Rotation> RotateAsync(Sql sql, RefreshToken token)
    {
        long now = Now;
        // Touching all rows of the sign-in first makes others who rotate it wait, so that none of them misses what another one does.
        if (await sql.ExecuteAsync("UPDATE refresh_tokens SET family = family WHERE family = @Family", new { token.Family }) == 0) return Rotation.Unknown;
        Row? row = await sql.FindAsync<Row>("SELECT user_id, expires_at, used_at FROM refresh_tokens WHERE hash = @Hash", new { token.Hash });
        if (row is not null && row.ExpiresAt <= now) return Rotation.Unknown;
        long recent = now - (long)options.Value.ReuseGrace.TotalMilliseconds;
        if (row is null || row.UsedAt < recent)
        {
            await EndAsync(sql, token.Family);
            return Rotation.Reused;
        }

        await sql.ExecuteAsync("UPDATE refresh_tokens SET used_at = @now WHERE hash = @Hash AND used_at IS NULL", new { now, token.Hash });
        await sql.ExecuteAsync(
            "DELETE FROM refresh_tokens WHERE family = @Family AND hash <> @Hash AND COALESCE(used_at, issued_at) < @recent", new { token.Family, token.Hash, recent });
        RefreshToken next = RefreshToken.New(token.Family);
        await AddAsync(sql, next, row.UserId);
        return new Rotation(row.UserId, next, false);
    }

    /// <summary>Gives a sign-in a new token, and makes all that it had worthless.</summary>
    public async Task<RefreshToken> ReplaceAsync(Sql sql, string family, string user)
    {
        await EndAsync(sql, family);
        RefreshToken next = RefreshToken.New(family);
        await AddAsync(sql, next, user);
        return next;
    }

    /// <summary>Ends a sign-in.</summary>
    /// <returns>Whether there was one.</returns>
    public static async Task<bool> EndAsync(Sql sql, string family) => await sql.ExecuteAsync("DELETE FROM refresh_tokens WHERE family = @family", new { family }) > 0;

    /// <summary>The sign-ins of a user.</summary>
    public static Task<IReadOnlyList<string>> FamiliesAsync(Sql sql, string user) =>
        sql.ListAsync<string>("SELECT DISTINCT family FROM refresh_tokens WHERE user_id = @user", new { user });

    /// <summary>Whether a sign-in has not ended.</summary>
    public async Task<bool> IsGoodAsync(Sql sql, string family, string user) => await sql.FindAsync<long>(
        "SELECT COUNT(*) FROM refresh_tokens WHERE family = @family AND user_id = @user AND expires_at > @now", new { family, user, now = Now }) > 0;

    /// <summary>Forgets what has expired.</summary>
    public Task<int> SweepAsync(Sql sql) => sql.ExecuteAsync("DELETE FROM refresh_tokens WHERE expires_at <= @now", new { now = Now });

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<int> AddAsync(Sql sql, RefreshToken token, string user) => sql.ExecuteAsync(
        "INSERT INTO refresh_tokens (hash, family, user_id, issued_at, expires_at) VALUES (@Hash, @Family, @user, @now, @end)",
        new { token.Hash, token.Family, user, now = Now, end = Now + (long)options.Value.IdleLifetime.TotalMilliseconds });

    private sealed class Row
    {
        public string UserId { get; set; } = "";

        public long ExpiresAt { get; set; }

        public long? UsedAt { get; set; }
    }
}
