namespace Wava.Web.Rooms.Contract;

/// <summary>What somebody shows at the door.</summary>
internal sealed record JoinBody(string? Password, string? Invitation);
