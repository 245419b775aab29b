namespace Wava.Web.Accounts;

/// <summary>What somebody fills in who has an account.</summary>
internal sealed record SignInRequest(string? UserName, string? Password);
