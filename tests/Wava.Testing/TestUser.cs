using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Wava.Testing;

/// <summary>Users for tests.</summary>
public static class TestUser
{
    /// <summary>The authentication type of users that a test has made up.</summary>
    public const string AuthenticationType = "Test";

    /// <summary>Somebody of this name, signed in.</summary>
    /// <param name="name">The name.</param>
    /// <param name="roles">The roles.</param>
    public static ClaimsPrincipal Create(string name, IEnumerable<string>? roles = null) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, name), new Claim(ClaimTypes.Name, name), .. (roles ?? []).Select(role => new Claim(ClaimTypes.Role, role))],
        AuthenticationType));

    // Remembers whom the test has put into the request, for authentication that is asked about it again.
    internal static void Announce(HttpContext context)
    {
        // Asking for context.User would make up a principal where there is none.
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user) context.Features.Set(new Announced(user));
    }

    internal static ClaimsPrincipal? Of(HttpContext context) => context.Features.Get<Announced>()?.User;

    private sealed record Announced(ClaimsPrincipal User);
}
