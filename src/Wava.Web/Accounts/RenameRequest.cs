namespace Wava.Web.Accounts;

/// <summary>Another name to show.</summary>
internal sealed record RenameRequest(string? DisplayName);
