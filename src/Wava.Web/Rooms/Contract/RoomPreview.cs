namespace Wava.Web.Rooms.Contract;

/// <summary>What somebody sees of a room who is about to join it.</summary>
internal sealed record RoomPreview(string Id, string Title, bool HasPassword, bool WaitingRoom, bool Locked);
