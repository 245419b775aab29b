using Wava.Broker.Sessions;

namespace Wava.Broker.Events;

/// <summary>A session has ended. Comes once for every <see cref="SessionConnected"/>, whatever ended it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Reason">Why, in a word: <c>normal</c>, <c>lost</c>, <c>heart-beat</c>, <c>slow-consumer</c>, <c>expired</c> and so on, as in the metric <c>stomp.connections.closed</c>.</param>
public sealed record SessionDisconnected(StompSession Session, string Reason) : StompEvent;
