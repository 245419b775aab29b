namespace Wava.Web.Accounts;

/// <summary>What somebody gets who has signed in.</summary>
internal sealed record SessionAnswer(string AccessToken, DateTimeOffset ExpiresAt, UserAnswer User);
