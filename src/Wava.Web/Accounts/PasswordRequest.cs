namespace Wava.Web.Accounts;

/// <summary>Another password.</summary>
internal sealed record PasswordRequest(string? Current, string? New);
