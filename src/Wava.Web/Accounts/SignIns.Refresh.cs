using Wava.Web.Hosting;
using Wava.Web.Problems;

namespace Wava.Web.Accounts;

internal sealed partial class SignIns
{
    /// <summary>Takes a refresh token for its successor and a new access token.</summary>
    /// <exception cref="ProblemException">It is not good (any more); or there were too many tries.</exception>
    public async Task<SignedIn> RefreshAsync(string? text, string address, CancellationToken stop)
    {
        limits.BeginRefresh(address);
        if (RefreshToken.Read(text) is not { } token) throw SignedOut();
        (Rotation rotation, User? user) = await database.WriteAsync(
            async sql =>
            {
                Rotation rotation = await refresh.RotateAsync(sql, token);
                if (rotation.User is null) return (rotation, null);
                User? user = (await Users.FindAsync(sql, rotation.User))?.User;
                // A guest's sign-in is worth as much as the room.
                if (user is { Room: { } room } && await sql.FindAsync<string>("SELECT id FROM rooms WHERE id = @room", new { room }) is null) user = null;
                if (user is null) await RefreshTokens.EndAsync(sql, token.Family);
                return (rotation, user);
            },
            stop);
        if (rotation.WasReused)
        {
            metrics.Reused();
            LogReused(logger, address);
        }

        if (user is null)
        {
            if (rotation.WasReused || rotation.User is not null) await ended.EndAsync([token.Family]);
            throw SignedOut();
        }

        metrics.SignIn("refresh", "ok");
        return Answer(user, rotation.Next!);
    }

    /// <summary>Ends the sign-in that a refresh token belongs to, and its sockets.</summary>
    public async Task SignOutAsync(string? text, CancellationToken stop)
    {
        if (RefreshToken.Read(text) is not { } token) return;
        // Also by a token that was replaced: who holds a part of the sign-in may end it.
        if (await database.WriteAsync(sql => RefreshTokens.EndAsync(sql, token.Family), stop)) await ended.EndAsync([token.Family]);
    }

    private ProblemException SignedOut()
    {
        metrics.SignIn("refresh", "refused");
        return new ProblemException(ProblemCode.SignedOut, StatusCodes.Status401Unauthorized, "You are signed out.", "Sign in again.");
    }

    [LoggerMessage(EventIds.RefreshTokenReused, LogLevel.Warning, "A refresh token was used again after it had been replaced, from {Address}: it has been stolen, by this one or from this one. The sign-in is ended, its sockets are closed.")]
    private static partial void LogReused(ILogger logger, string address);
}
