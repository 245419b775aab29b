namespace Wava.Web.Signaling.News;

/// <summary>A peer that was away is there again.</summary>
/// <param name="Peer">The peer's id.</param>
internal sealed record PeerBack(string Peer) : CallNews;
