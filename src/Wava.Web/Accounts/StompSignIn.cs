using System.Globalization;
using Wava.Broker.Security;
using Wava.Web.Problems;
using Wava.Web.Storage;

namespace Wava.Web.Accounts;

/// <summary>Signs STOMP clients in: by access token, or by user name and password. Whatever the HTTP request below says counts for nothing.</summary>
internal sealed class StompSignIn(AccessTokens tokens, EndedSignIns ended, RefreshTokens refresh, SignIns signIns, Database database) : IConnectAuthenticator
{
    public async ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (request.Header("Authorization") is { } authorization) return await ByTokenAsync(authorization, cancellationToken);
            if (request is { Login.Length: > 0, Passcode: { } passcode }) return await ByPasswordAsync(request, passcode, cancellationToken);
            return ConnectDecision.Refuse("Sign in: send an access token in the header Authorization, or a user name and a password in login and passcode.");
        }
        catch (ProblemException problem)
        {
            string wait = problem.RetryAfter is { } time ? string.Create(CultureInfo.InvariantCulture, $" Wait {Math.Ceiling(time.TotalSeconds)} seconds.") : "";
            return ConnectDecision.Refuse($"{problem.Message}{wait}");
        }
    }

    private async Task<ConnectDecision> ByTokenAsync(string authorization, CancellationToken stop)
    {
        if (BearerToken.Of(authorization) is not { } text || tokens.Read(text) is not { } token || ended.Contains(token.Family)) return Refuse();
        // Connections are rare and stay: worth to ask whether the sign-in has ended, also before the last start.
        return await database.ReadAsync(sql => refresh.IsGoodAsync(sql, token.Family, token.User), stop)
            ? ConnectDecision.Accept(SignedInPrincipal.Of(token), DateTimeOffset.FromUnixTimeSeconds(token.ExpiresAt))
            : Refuse();

        static ConnectDecision Refuse() => ConnectDecision.Refuse("The access token is not good, or has expired: refresh it.");
    }

    private async Task<ConnectDecision> ByPasswordAsync(ConnectRequest request, string passcode, CancellationToken stop) =>
        await signIns.CheckAsync("stomp", request.Login!, passcode, ClientAddress.Of(request.RemoteAddress), stop) is { } user
            ? ConnectDecision.Accept(SignedInPrincipal.Of(user))
            : ConnectDecision.Refuse("The user name or the password is wrong.");
}
