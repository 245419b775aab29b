namespace Wava.Web.Signaling.News;

/// <summary>The connection of a peer is lost.</summary>
/// <param name="Peer">The peer's id.</param>
internal sealed record PeerAway(string Peer) : CallNews;
