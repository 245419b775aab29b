namespace Wava.Web.Signaling.News;

/// <summary>A peer is no more.</summary>
/// <param name="Peer">The peer's id.</param>
/// <param name="Reason">One of <see cref="LeaveReason"/>.</param>
internal sealed record PeerLeft(string Peer, string Reason) : CallNews;
