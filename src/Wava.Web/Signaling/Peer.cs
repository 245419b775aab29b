using Wava.Web.Rooms;

namespace Wava.Web.Signaling;

/// <summary>One tab of one member in a call, as others see it at one moment.</summary>
/// <param name="Id">The peer's id, which the server gives.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Role">What the user is in the room.</param>
/// <param name="Since">When it joined.</param>
/// <param name="Away">Whether its connection is lost, and may come back.</param>
/// <param name="State">What it sends, and whether a hand is up.</param>
internal sealed record Peer(string Id, PeerUser User, RoomRole Role, DateTime Since, bool Away, PeerState State);
