using Wava.Broker.Sessions;

namespace Wava.Broker.Events;

/// <summary>A client ran into a limit.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Limit">The option's name, for instance <c>MaxSubscriptions</c>.</param>
public sealed record LimitReached(StompSession Session, string Limit) : StompEvent;
