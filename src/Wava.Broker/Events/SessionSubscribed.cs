using Wava.Broker.Sessions;

namespace Wava.Broker.Events;

/// <summary>A subscription is live: whatever is sent from now on will be delivered.</summary>
/// <param name="Subscription">The subscription.</param>
public sealed record SessionSubscribed(Subscription Subscription) : StompEvent;
