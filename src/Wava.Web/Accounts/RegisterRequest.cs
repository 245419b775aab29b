namespace Wava.Web.Accounts;

/// <summary>What somebody fills in who wants an account.</summary>
internal sealed record RegisterRequest(string? UserName, string? Password, string? DisplayName);
