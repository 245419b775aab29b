using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling;

/// <summary>Something that has happened in a call and is to be told: to one connection, or to the whole room.</summary>
/// <param name="News">What.</param>
/// <param name="To">Whom; null: the room.</param>
/// <param name="Listeners">Of news for the room: the connections that do not listen to its topic and are told one by one.</param>
internal sealed record CallEvent(CallNews News, PeerLink? To, IReadOnlyList<PeerLink> Listeners);
