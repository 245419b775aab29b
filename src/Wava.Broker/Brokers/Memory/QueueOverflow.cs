namespace Wava.Broker.Brokers.Memory;

/// <summary>What happens to a message for a queue that is full.</summary>
public enum QueueOverflow
{
    /// <summary>The sender is told that the queue is full; nothing is lost that was accepted. The default.</summary>
    Reject,

    /// <summary>The oldest message that waits in the queue makes room: it becomes a dead letter.</summary>
    DropOldest,
}
