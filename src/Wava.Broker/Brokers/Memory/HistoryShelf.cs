using Wava.Broker.Messages;

namespace Wava.Broker.Brokers.Memory;

/// <summary>All histories together: what they hold, and which of them goes when it is too much.</summary>
/// <remarks>
/// The one unused for longest must go, but to keep a hundred thousand of them sorted by use would cost every message a common lock. So
/// they stand in a heap, sorted by when they <em>had been</em> used last when they were put there; using one only writes a number
/// into it. Whoever needs room takes the first out: if it has been used since, it goes back with its new number; if not, nothing was
/// used less lately, for all the others were used at least as late as the heap says. A message costs no lock; a victim costs a
/// logarithm for every history that was used since it was looked at last.
/// </remarks>
internal sealed class HistoryShelf
{
    private readonly HistoryLimits[] _limits;
    private readonly int _maxCount;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TopicHistory, long> _byUse = new();
    private int _count;
    private long _bytes;
    private long _forgottenThrough;
    private int _evicting;

    public HistoryShelf(MemoryBrokerOptions options, TimeProvider time)
    {
        _limits = [.. options.History.Select(rule => new HistoryLimits(rule, options.DestinationSeparator, time))];
        _maxCount = options.MaxHistoryDestinations;
        _maxBytes = options.MaxHistoryBytes;
        _time = time;
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    public int Count => Volatile.Read(ref _count);

    /// <summary>The latest message in any history that has gone as a whole.</summary>
    public long ForgottenThrough => Interlocked.Read(ref _forgottenThrough);

    public bool IsCrowded => Count > _maxCount || Bytes > _maxBytes;

    /// <summary>What a destination may keep: the first rule whose pattern stands for it.</summary>
    public HistoryLimits? LimitsOf(ReadOnlySpan<byte> destination)
    {
        foreach (HistoryLimits limits in _limits)
        {
            if (limits.Covers(destination)) return limits;
        }

        return null;
    }

    public TopicHistory Add(Topic topic, long use)
    {
        var history = new TopicHistory(topic, topic.Limits!, ForgottenThrough) { LastUse = use };
        lock (_gate)
        {
            _byUse.Enqueue(history, history.LastUse);
            Volatile.Write(ref _count, _byUse.Count);
        }

        return history;
    }

    /// <summary>Keeps a message. True: before it nothing at all was kept.</summary>
    public bool Append(TopicHistory history, Message message)
    {
        long before = history.Bytes;
        history.Append(message, _time.GetTimestamp());
        long more = history.Bytes - before;
        return more != 0 && Interlocked.Add(ref _bytes, more) == more;
    }

    public void Trim(TopicHistory history)
    {
        long before = history.Bytes;
        history.Trim(_time.GetTimestamp());
        if (history.Bytes != before) Interlocked.Add(ref _bytes, history.Bytes - before);
    }

    /// <summary>Notes that a history is gone. Under its destination's lock.</summary>
    public void Forget(TopicHistory history)
    {
        Interlocked.Add(ref _bytes, -history.Bytes);
        long seen = ForgottenThrough;
        while (seen < history.Last)
        {
            long found = Interlocked.CompareExchange(ref _forgottenThrough, history.Last, seen);
            if (found == seen) break;
            seen = found;
        }
    }

    /// <summary>One thread at a time makes room, else two would take more than is needed.</summary>
    public bool TryBeginEviction() => Interlocked.Exchange(ref _evicting, 1) == 0;

    public void EndEviction() => Volatile.Write(ref _evicting, 0);

    /// <summary>The next history to go, or null when the others fit.</summary>
    public TopicHistory? TakeVictim()
    {
        lock (_gate)
        {
            while (IsCrowded && _byUse.TryDequeue(out TopicHistory? history, out long use))
            {
                if (history.LastUse == use)
                {
                    Volatile.Write(ref _count, _byUse.Count);
                    return history;
                }

                _byUse.Enqueue(history, history.LastUse);
            }

            return null;
        }
    }
}
