namespace Wava.Web.Signaling.News;

/// <summary>Tells a connection that it is no peer any more, although it did not ask for that.</summary>
/// <param name="Room">The room.</param>
/// <param name="Peer">Which peer it was.</param>
/// <param name="Reason"><c>replaced</c>: another connection is that peer now; or why the peer had to leave.</param>
internal sealed record Dismissed(string Room, string Peer, string Reason) : CallNews;
