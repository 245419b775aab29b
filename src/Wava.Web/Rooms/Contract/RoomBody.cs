namespace Wava.Web.Rooms.Contract;

/// <summary>What a client says of a room that it makes or changes. What is left out stays, or is the default.</summary>
internal sealed record RoomBody(string? Title, string? Access, string? Password, int? MaxParticipants, bool? WaitingRoom, bool? Locked);
