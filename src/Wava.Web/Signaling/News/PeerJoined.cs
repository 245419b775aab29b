namespace Wava.Web.Signaling.News;

/// <summary>Somebody is in the call now.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Present">Everybody who is there, the new one included.</param>
internal sealed record PeerJoined(Peer Peer, IReadOnlyList<Peer> Present) : CallNews;
