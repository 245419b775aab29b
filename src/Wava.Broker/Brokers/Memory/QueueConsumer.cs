using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

/// <summary>One subscription to a queue. All but <see cref="TryDeliver"/> and <see cref="End"/> is guarded by the queue.</summary>
internal sealed class QueueConsumer
{
    private readonly Lock _gate = new();
    private readonly Subscription _subscription;
    private bool _ended;

    public QueueConsumer(MemoryQueue queue, Subscription subscription)
    {
        Queue = queue;
        _subscription = subscription;
        Turn = new LinkedListNode<QueueConsumer>(this);
    }

    public MemoryQueue Queue { get; }

    /// <summary>Its place among those who can take a message; in no list while it cannot.</summary>
    public LinkedListNode<QueueConsumer> Turn { get; }

    /// <summary>How many messages it has been given and has not settled.</summary>
    public int InFlight { get; private set; }

    /// <summary>How much memory those take.</summary>
    public long InFlightBytes { get; private set; }

    /// <summary>Whether it gets nothing more: it has left, or its client is gone and it will.</summary>
    public bool Gone { get; set; }

    /// <summary>Whether it can be given another: a consumer of large messages is not to be flooded because it had asked for many.</summary>
    public bool HasCredit => !Gone && (InFlight == 0 || (InFlight < _subscription.Prefetch && InFlightBytes < _subscription.PrefetchSize));

    public bool IsSelective => _subscription.Selector is not null;

    /// <summary>Of a selective consumer: the first waiting message that it has not looked at; it wants none of those before.</summary>
    public QueuedMessage? Cursor { get; set; }

    public void Lend(QueuedMessage item)
    {
        InFlight++;
        InFlightBytes += item.Message.Size;
    }

    public void Settled(QueuedMessage item)
    {
        InFlight--;
        InFlightBytes -= item.Message.Size;
    }

    public bool Wants(QueuedMessage item) => _subscription.Wants(item.Message);

    /// <summary>Hands a message over. Called without the queue's lock.</summary>
    public bool TryDeliver(QueuedMessage item)
    {
        lock (_gate) return !_ended && _subscription.Deliver(item.Message, item);
    }

    /// <summary>When it returns, nothing more is handed over.</summary>
    public void End()
    {
        lock (_gate) _ended = true;
    }
}
