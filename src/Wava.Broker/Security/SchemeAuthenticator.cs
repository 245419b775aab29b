using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Wava.Broker.Security;

/// <summary>Lets one of the application's authentication schemes look at the <c>Authorization</c> header of CONNECT, as if it were that of an HTTP request.</summary>
/// <param name="scheme">The scheme.</param>
/// <param name="required">Whether nobody may connect whom neither the header nor the HTTP request makes known.</param>
/// <param name="scopes">Where the scheme's handler gets its services from.</param>
internal sealed class SchemeAuthenticator(string scheme, bool required, IServiceScopeFactory scopes) : IConnectAuthenticator
{
    private static readonly ConnectDecision NoCredentials = ConnectDecision.Refuse("Sign in: this server takes a token in the Authorization header of the CONNECT frame.");

    public string Scheme => scheme;

    public async ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        // STOMP tells headers apart by case, HTTP does not, and its users do not either.
        string? credentials = request.Header("Authorization") ?? request.Header("authorization");
        // A sign-in is not renewed by saying nothing.
        if (string.IsNullOrEmpty(credentials)) return (required || request.IsRenewal) && !IsKnown(request) ? NoCredentials : ConnectDecision.Accept();

        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellationToken };
        http.Request.Headers.Authorization = credentials;
        if (IPAddress.TryParse(request.RemoteAddress, out IPAddress? address)) http.Connection.RemoteIpAddress = address;
        AuthenticateResult result = await http.AuthenticateAsync(scheme);
        // Why it failed the framework logs; the client learns nothing that would help to guess.
        return result.Succeeded ? ConnectDecision.Accept(result.Principal, result.Properties?.ExpiresUtc) : ConnectDecision.Refuse();
    }

    private static bool IsKnown(ConnectRequest request) => !request.IsRenewal && RuleCondition.IsKnown(request.User);
}
