using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers;

/// <summary>Keeps subscriptions and brings messages to them: the in-memory broker, or a relay to another one.</summary>
/// <remarks>
/// Called by many sessions at once. Deliveries go out by <see cref="Subscription.Deliver"/>; how they ended comes back by
/// <see cref="Delivery.Settle"/>. A refusal is a <see cref="StompException"/>, whose text the client gets to see.
/// </remarks>
public interface IMessageBroker
{
    /// <summary>Takes a message in. Completed: it has its place in the destination's order, and a queue has stored it.</summary>
    ValueTask PublishAsync(Message message, CancellationToken cancellationToken);

    /// <summary>Takes a subscription in. Completed: every message published from now on will be delivered, after what is replayed.</summary>
    ValueTask<SubscribeResult> SubscribeAsync(Subscription subscription, CancellationToken cancellationToken);

    /// <summary>Ends a subscription. Completed: nothing more will be delivered to it.</summary>
    ValueTask UnsubscribeAsync(Subscription subscription);
}
