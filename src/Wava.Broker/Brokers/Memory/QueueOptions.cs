namespace Wava.Broker.Brokers.Memory;

/// <summary>How much the queues of the in-memory broker hold, and what becomes of messages that nobody takes.</summary>
public sealed class QueueOptions
{
    /// <summary>How many messages one queue holds, those lent to consumers included. 100,000 unless set.</summary>
    public int MaxMessages { get; set; } = 100_000;

    /// <summary>How many octets of messages one queue holds, those lent to consumers included. 64 MiB unless set.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many octets of messages all queues hold together. A quarter of the memory that the process may use unless set.</summary>
    public long MaxTotalBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>How many queues there may be at one time. 10,000 unless set.</summary>
    public int MaxQueues { get; set; } = 10_000;

    /// <summary>How long a message waits that says nothing about it itself (<c>expiration</c>, <c>expires</c>). Null, the default: for ever.</summary>
    public TimeSpan? DefaultTimeToLive { get; set; }

    /// <summary>How often a message is given to a consumer before it becomes a dead letter. 6 unless set: once, and five times again.</summary>
    public int MaxDeliveries { get; set; } = 6;

    /// <summary>
    /// Where messages go that were refused, redelivered too often, not taken in time or crowded out. A plain name, without a separator, lies under
    /// the first of the queue prefixes. Null: they are dropped. <c>dead-letters</c> unless set, which is <c>/queue/dead-letters</c> in most applications.
    /// </summary>
    public string? DeadLetterDestination { get; set; } = "dead-letters";

    /// <summary>What happens to a message for a queue that is full. It is refused unless set.</summary>
    public QueueOverflow Overflow { get; set; } = QueueOverflow.Reject;
}
