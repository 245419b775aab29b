namespace Wava.Web.Rooms;

/// <summary>Somebody's place in a room.</summary>
/// <param name="Room">The room's id.</param>
/// <param name="User">The user's id.</param>
/// <param name="Name">What others read.</param>
/// <param name="IsGuest">Whether it is somebody without an account.</param>
/// <param name="Role">What the user is there.</param>
internal sealed record Membership(string Room, string User, string Name, bool IsGuest, RoomRole Role);
