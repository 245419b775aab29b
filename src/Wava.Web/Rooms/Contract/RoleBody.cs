namespace Wava.Web.Rooms.Contract;

/// <summary>What somebody shall be in a room.</summary>
internal sealed record RoleBody(string? Role);
