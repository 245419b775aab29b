using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

/// <summary>One message lent to one subscriber, of which the broker wants to hear how it went. Topics do without; queues depend on it.</summary>
public abstract class Delivery
{
    /// <summary>The message that is delivered.</summary>
    public abstract Message Message { get; }

    /// <summary>Whether a consumer has had the message before; its MESSAGE then carries <c>redelivered:true</c>.</summary>
    public abstract bool Redelivered { get; }

    /// <summary>Tells the broker how the delivery ended. Called once.</summary>
    public abstract void Settle(DeliveryOutcome outcome);
}
