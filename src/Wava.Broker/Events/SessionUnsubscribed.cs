using Wava.Broker.Sessions;

namespace Wava.Broker.Events;

/// <summary>A subscription has ended: by UNSUBSCRIBE, or with its session.</summary>
/// <param name="Subscription">The subscription.</param>
public sealed record SessionUnsubscribed(Subscription Subscription) : StompEvent;
