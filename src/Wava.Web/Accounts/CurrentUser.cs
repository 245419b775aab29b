using System.Security.Claims;
using Wava.Web.Problems;

namespace Wava.Web.Accounts;

/// <summary>Who is asking.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">What others read.</param>
/// <param name="IsGuest">Whether it is somebody without an account.</param>
/// <param name="Room">The only room of a guest.</param>
internal sealed record CurrentUser(string Id, string Name, bool IsGuest, string? Room)
{
    /// <summary>The user of a principal, null for one that nobody has signed in with.</summary>
    public static CurrentUser? Find(ClaimsPrincipal? principal) =>
        principal?.Identity is { IsAuthenticated: true, Name: { } id }
            ? new CurrentUser(id, principal.FindFirstValue(WavaClaims.Name) ?? id, principal.HasClaim(WavaClaims.Kind, "guest"), principal.FindFirstValue(WavaClaims.Room))
            : null;

    /// <summary>The user of a principal.</summary>
    /// <exception cref="ProblemException">Nobody has signed in with it.</exception>
    public static CurrentUser Of(ClaimsPrincipal? principal) =>
        Find(principal) ?? throw new ProblemException(ProblemCode.NotSignedIn, StatusCodes.Status401Unauthorized, "You are not signed in.");
}
