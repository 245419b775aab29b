namespace Wava.Broker.Brokers.Memory;

/// <summary>What the broker has done and what it holds: plain numbers for whoever measures.</summary>
internal sealed class MemoryBrokerStatistics
{
    private readonly long[] _deadLettered = new long[4];
    private readonly long[] _dropped = new long[4];
    private long _refused;
    private long _queueDepth;
    private long _queueBytes;

    /// <summary>Messages that senders were told do not fit.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Messages in all queues, those lent to consumers included.</summary>
    public long QueueDepth => Interlocked.Read(ref _queueDepth);

    /// <summary>Their octets.</summary>
    public long QueueBytes => Interlocked.Read(ref _queueBytes);

    /// <summary>Messages that nobody took in time, whatever became of them.</summary>
    public long Expired => DeadLettered(DeadLetterReason.Expired) + Dropped(DeadLetterReason.Expired);

    /// <summary>Messages that were put into the dead-letter queue.</summary>
    public long DeadLettered(DeadLetterReason reason) => Interlocked.Read(ref _deadLettered[(int)reason]);

    /// <summary>Messages that are lost: there was no dead-letter queue for them, or it would not take them.</summary>
    public long Dropped(DeadLetterReason reason) => Interlocked.Read(ref _dropped[(int)reason]);

    public void CountDeadLetter(DeadLetterReason reason) => Interlocked.Increment(ref _deadLettered[(int)reason]);

    public void CountDrop(DeadLetterReason reason) => Interlocked.Increment(ref _dropped[(int)reason]);

    public void CountRefusal() => Interlocked.Increment(ref _refused);

    public void CountHeld(int messages, long bytes)
    {
        Interlocked.Add(ref _queueDepth, messages);
        Interlocked.Add(ref _queueBytes, bytes);
    }
}
