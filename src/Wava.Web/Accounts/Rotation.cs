namespace Wava.Web.Accounts;

/// <summary>What became of a refresh token that was used.</summary>
/// <param name="User">The user's id, when it was good.</param>
/// <param name="Next">Its successor, when it was good.</param>
/// <param name="WasReused">Whether it had been replaced before: somebody has a copy. Its sign-in has been ended.</param>
internal sealed record Rotation(string? User, RefreshToken? Next, bool WasReused)
{
    public static readonly Rotation Unknown = new(null, null, false);

    public static readonly Rotation Reused = new(null, null, true);
}
