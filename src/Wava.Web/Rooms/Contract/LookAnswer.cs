namespace Wava.Web.Rooms.Contract;

/// <summary>What an invitation is to.</summary>
internal sealed record LookAnswer(RoomPreview Room, DateTimeOffset ExpiresAt);
