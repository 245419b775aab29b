using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Channels;

/// <summary>Sees every message that is about to be put into a subscriber's outbox.</summary>
/// <remarks>
/// It is asked once for each subscriber, on the publisher's way, perhaps under the lock of a destination: it must be quick, and may neither wait nor
/// send anything itself. What it throws is logged, and the message not delivered to that subscriber.
/// </remarks>
public interface IOutboundInterceptor : IChannelInterceptor
{
    /// <summary>Looks at a delivery.</summary>
    /// <returns>The message itself, another one in its place, or null: this subscriber does not get it.</returns>
    Message? OnDeliver(Message message, Subscription subscription);
}
