namespace Wava.Web.Accounts;

/// <summary>What a signed-in person's principal says. Its name (<c>Identity.Name</c>) is the user's id, so that destinations are safe and names may change.</summary>
internal static class WavaClaims
{
    public const string Id = "sub";
    public const string Name = "name";

    /// <summary><c>account</c> or <c>guest</c>.</summary>
    public const string Kind = "kind";

    /// <summary>The only room of a guest.</summary>
    public const string Room = "room";

    /// <summary>The sign-in that the token belongs to: a refresh token's family.</summary>
    public const string Family = "sid";
}
