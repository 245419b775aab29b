using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

/// <summary>One message in a queue, and at the same time its delivery to a consumer.</summary>
/// <remarks>
/// A message that comes back takes its place again as a new object; the old one is settled for good. Whoever settles it a second time, or late,
/// therefore touches nothing. In the common case, where nothing comes back, one object per message is all. Guarded by the queue.
/// </remarks>
internal sealed class QueuedMessage(MemoryQueue queue, Message message, long expiresAt, int deliveries) : Delivery
{
    private bool _settled;

    public override Message Message { get; } = message;

    public override bool Redelivered => Deliveries > 0;

    /// <summary>How often consumers have had it before.</summary>
    public int Deliveries { get; } = deliveries;

    /// <summary>The timestamp from which on nobody gets it any more.</summary>
    public long ExpiresAt { get; } = expiresAt;

    public bool Expires => ExpiresAt != long.MaxValue;

    /// <summary>Who has it now; null while it waits.</summary>
    public QueueConsumer? Consumer { get; set; }

    public QueuedMessage? Previous { get; set; }

    public QueuedMessage? Next { get; set; }

    /// <summary>True once: the delivery was open, and is not any more.</summary>
    public bool TryClose() => !_settled && (_settled = true);

    /// <summary>The same message, to wait again.</summary>
    public QueuedMessage Again(bool counted) => new(queue, Message, ExpiresAt, counted ? Deliveries + 1 : Deliveries);

    public override void Settle(DeliveryOutcome outcome) => queue.Settle(this, outcome);
}
