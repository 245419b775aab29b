namespace Wava.Web.Rooms;

/// <summary>Somebody's place in a room, and since when.</summary>
/// <param name="Place">The place.</param>
/// <param name="JoinedAt">Since when.</param>
internal sealed record RoomMember(Membership Place, DateTimeOffset JoinedAt);
