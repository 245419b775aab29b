namespace Wava.Web.Signaling.News;

/// <summary>Tells a newcomer all that it has to know.</summary>
/// <param name="Room">The room.</param>
/// <param name="Peer">The newcomer itself.</param>
/// <param name="Present">Everybody who is there, in the order in which they came.</param>
/// <param name="Resumed">Whether it was still there: its links to others may go on.</param>
internal sealed record Welcome(string Room, Peer Peer, IReadOnlyList<Peer> Present, bool Resumed) : CallNews;
