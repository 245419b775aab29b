using Microsoft.AspNetCore.Authentication;
using Wava.Web.Accounts;

namespace Wava.Web.Signaling.Sockets;

/// <summary>Knows people by their access tokens, as HTTP requests do.</summary>
internal sealed class TokenReader(IServiceScopeFactory scopes)
{
    /// <summary>Who a token belongs to; null when it is not good.</summary>
    public async Task<SignIn?> ReadAsync(string token, CancellationToken stop)
    {
        // The application's own scheme looks at it, in a request that is made up for this.
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = stop };
        http.Request.Headers.Authorization = $"Bearer {token}";
        return Of(await http.AuthenticateAsync());
    }

    /// <summary>Who an HTTP request comes from.</summary>
    /// <exception cref="Problems.ProblemException">Nobody is signed in.</exception>
    public static SignIn Of(HttpContext http)
    {
        CurrentUser.Of(http.User);
        return new SignIn(http.User, http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult is { } result ? ExpiryOf(result) : null);
    }

    private static SignIn? Of(AuthenticateResult result) =>
        result.Succeeded && CurrentUser.Find(result.Principal) is not null ? new SignIn(result.Principal, ExpiryOf(result)) : null;

    private static DateTimeOffset? ExpiryOf(AuthenticateResult result) => result.Properties?.ExpiresUtc;
}
