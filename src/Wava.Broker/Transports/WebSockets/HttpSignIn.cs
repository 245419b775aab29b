using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>What the HTTP request under a WebSocket knows of its user's sign-in.</summary>
internal static class HttpSignIn
{
    /// <summary>When the sign-in expires, a cookie's or a token's; null when it does not say, or nobody is signed in.</summary>
    public static DateTimeOffset? ExpiryOf(HttpContext http) => http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
}
