using System.Collections.Concurrent;
using System.Text;
using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

/// <summary>The queues by name. One comes to be by its first message or consumer and vanishes when it has neither.</summary>
internal sealed partial class QueueTable : IDisposable
{
    private readonly ConcurrentDictionary<byte[], MemoryQueue> _queues = new(OctetComparer.Instance);
    private readonly ConcurrentDictionary<byte[], MemoryQueue>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private readonly Lock _opening = new();
    private readonly Action<MemoryQueue, Message, DeadLetterReason> _bury;
    private readonly Sweep _sweep;
    private int _count;
    private int _expiring;

    public QueueTable(
        QueueOptions options, MessageSequence sequence, TimeProvider time, MemoryBrokerStatistics statistics, Action<MemoryQueue, Message, DeadLetterReason> bury)
    {
        Options = options;
        Sequence = sequence;
        Time = time;
        Statistics = statistics;
        _bury = bury;
        _byName = _queues.GetAlternateLookup<ReadOnlySpan<byte>>();
        _sweep = new Sweep(time, TimeSpan.FromSeconds(1), SweepAll);
    }

    public QueueOptions Options { get; }

    public MessageSequence Sequence { get; }

    public TimeProvider Time { get; }

    public MemoryBrokerStatistics Statistics { get; }

    /// <summary>How many queues there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many messages the named queue holds.</summary>
    public int Depth(ReadOnlySpan<byte> name) => _byName.TryGetValue(name, out MemoryQueue? queue) ? queue.Count : 0;

    public QueueRefusal TryPublish(Message message, long expiresAt)
    {
        Deferred deferred = Deferred.Open();
        try
        {
            while (true)
            {
                if (FindOrOpen(message.DestinationOctets) is not { } queue) return QueueRefusal.TooManyQueues;
                QueueRefusal refusal = queue.TryAdd(message, expiresAt, deferred);
                if (refusal != QueueRefusal.Vanished) return refusal;
            }
        }
        finally
        {
            deferred.Close();
        }
    }

    public void Subscribe(Subscription subscription)
    {
        if (DestinationPattern.IsPattern(subscription.DestinationOctets))
            throw new StompException("Queues are subscribed to one by one", "A pattern can stand for topics only: a queue's message goes to one consumer. Subscribe to each queue.");
        if (subscription.Replay is not null)
            throw new StompException("Queues have no history", "wava-replay and wava-since are for topics: what a queue holds has not been consumed yet, and comes without asking.");

        Deferred deferred = Deferred.Open();
        try
        {
            MemoryQueue? queue;
            do
            {
                queue = FindOrOpen(subscription.DestinationOctets);
                if (queue is null) throw Refuse(QueueRefusal.TooManyQueues, subscription.DestinationOctets);
            }
            while (!queue.TryAdd(subscription, deferred));
        }
        finally
        {
            deferred.Close();
        }
    }

    /// <summary>Forgets a queue that has vanished. Under that queue's lock.</summary>
    public void Remove(MemoryQueue queue)
    {
        _queues.TryRemove(queue.Name, out _);
        Interlocked.Decrement(ref _count);
    }

    public void Bury(MemoryQueue queue, Message message, DeadLetterReason reason) => _bury(queue, message, reason);

    /// <summary>The sentence for a sender whose message was not taken.</summary>
    public StompException Refuse(QueueRefusal refusal, ReadOnlySpan<byte> destination)
    {
        string name = Encoding.UTF8.GetString(destination);
        return refusal switch
        {
            QueueRefusal.TooManyMessages => new StompException("Queue is full", $"{name} holds {Options.MaxMessages} messages already (Memory.Queues.MaxMessages). Send again when some have been consumed."),
            QueueRefusal.TooManyBytes => new StompException("Queue is full", $"{name} would hold more than {Options.MaxBytes} octets (Memory.Queues.MaxBytes). Send again when some messages have been consumed."),
            QueueRefusal.TooManyBytesInAll => new StompException("Queues are full", $"All queues together would hold more than {Options.MaxTotalBytes} octets (Memory.Queues.MaxTotalBytes). Send again when some messages have been consumed."),
            QueueRefusal.TooLarge => new StompException("Message too large for a queue", $"The message is larger than all that {name} may hold, {Options.MaxBytes} octets (Memory.Queues.MaxBytes)."),
            _ => new StompException("Too many queues", $"There are {Options.MaxQueues} queues already (Memory.Queues.MaxQueues); {name} would be one more."),
        };
    }

    public void Dispose() => _sweep.Dispose();

    private MemoryQueue? FindOrOpen(ReadOnlySpan<byte> name)
    {
        if (_byName.TryGetValue(name, out MemoryQueue? queue)) return queue;
        lock (_opening)
        {
            if (_byName.TryGetValue(name, out queue)) return queue;
            if (_count >= Options.MaxQueues) return null;
            byte[] key = name.ToArray();
            queue = new MemoryQueue(this, key);
            _queues[key] = queue;
            Interlocked.Increment(ref _count);
            return queue;
        }
    }
}
