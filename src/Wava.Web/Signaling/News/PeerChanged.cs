namespace Wava.Web.Signaling.News;

/// <summary>A peer sends something else than before, or its hand went up or down.</summary>
/// <param name="Peer">The peer's id.</param>
/// <param name="State">How it is now.</param>
internal sealed record PeerChanged(string Peer, PeerState State) : CallNews;
