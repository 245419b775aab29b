namespace Wava.Web.Rooms;

/// <summary>What is set for a room, as all its members may see it.</summary>
/// <param name="Id">The room's id.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Access">Who may come.</param>
/// <param name="HasPassword">Whether whoever comes must know a password.</param>
/// <param name="MaxParticipants">How many may be in its call at once.</param>
/// <param name="WaitingRoom">Whether whoever comes waits to be let in.</param>
/// <param name="Locked">Whether nobody is let in at the moment.</param>
internal sealed record RoomSettings(string Id, string Title, RoomAccess Access, bool HasPassword, int MaxParticipants, bool WaitingRoom, bool Locked);
