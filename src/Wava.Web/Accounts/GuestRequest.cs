namespace Wava.Web.Accounts;

/// <summary>What a guest brings: a name, and an invitation or an open room.</summary>
internal sealed record GuestRequest(string? Name, string? Invitation, string? Room);
