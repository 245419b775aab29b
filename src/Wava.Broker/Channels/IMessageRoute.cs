using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Channels;

/// <summary>Somebody who takes the frames of a part of all destinations: the broker, and in time handlers and user destinations.</summary>
internal interface IMessageRoute
{
    /// <summary>Whether the destination is this route's.</summary>
    bool Covers(ReadOnlySpan<byte> destination);

    /// <summary>Whether the route looks at the headers of SUBSCRIBE frames (<see cref="Subscription.Request"/>).</summary>
    bool NeedsRequest => false;

    /// <summary>Takes a client's message. Completed: it took effect, and may be receipted.</summary>
    ValueTask SendAsync(StompSession session, Message message, CancellationToken stop);

    /// <summary>Takes a client's subscription. Completed: whatever is sent from now on will be delivered.</summary>
    ValueTask<SubscribeResult> SubscribeAsync(Subscription subscription, CancellationToken stop);

    /// <summary>Ends a subscription. Completed: nothing more will be delivered.</summary>
    ValueTask UnsubscribeAsync(Subscription subscription);
}
