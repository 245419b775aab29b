using System.Security.Claims;

namespace Wava.Web.Accounts;

/// <summary>Makes the principals of people who have signed in; see <see cref="WavaClaims"/>.</summary>
internal static class SignedInPrincipal
{
    public const string Scheme = "Bearer";

    public static ClaimsPrincipal Of(AccessToken token) => Make(token.User, token.Name, token.Kind, token.Room, token.Family);

    /// <summary>Somebody who came by user name and password, for one connection only: without a sign-in that could be refreshed.</summary>
    public static ClaimsPrincipal Of(User user) => Make(user.Id, user.Name, user.Kind, user.Room, null);

    private static ClaimsPrincipal Make(string id, string name, string kind, string? room, string? family)
    {
        List<Claim> claims = [new(WavaClaims.Id, id), new(WavaClaims.Name, name), new(WavaClaims.Kind, kind)];
        if (room is not null) claims.Add(new Claim(WavaClaims.Room, room));
        if (family is not null) claims.Add(new Claim(WavaClaims.Family, family));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme, WavaClaims.Id, roleType: "role"));
    }
}
