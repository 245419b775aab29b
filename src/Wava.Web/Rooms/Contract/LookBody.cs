namespace Wava.Web.Rooms.Contract;

/// <summary>The token of an invitation.</summary>
internal sealed record LookBody(string? Token);
