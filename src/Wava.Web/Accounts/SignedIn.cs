namespace Wava.Web.Accounts;

/// <summary>Somebody who has just signed in, or has refreshed it: what goes into the answer, and what goes into the cookie.</summary>
internal sealed record SignedIn(SessionAnswer Answer, RefreshToken Token);
