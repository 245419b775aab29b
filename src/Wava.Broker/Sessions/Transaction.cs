using Wava.Broker.Channels;
using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

/// <summary>What a client has said between BEGIN and COMMIT, in its order.</summary>
internal sealed class Transaction
{
    /// <summary>One SEND, ACK or NACK that waits for COMMIT.</summary>
    public readonly record struct Step(IMessageRoute? Route, Message? Message, Subscription? Subscription, long Delivery, DeliveryOutcome Outcome);

    public List<Step> Steps { get; } = [];

    /// <summary>How many octets of messages it holds.</summary>
    public long Size { get; set; }
}
