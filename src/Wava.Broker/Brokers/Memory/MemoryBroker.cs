using System.Text;
using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

/// <summary>A broker inside the process: topics with an optional history, and queues. What it holds lives as long as the process.</summary>
public sealed partial class MemoryBroker : IMessageBroker, IDisposable
{
    private readonly (DestinationPrefix Prefix, bool IsQueue)[] _prefixes;
    private readonly MessageSequence _sequence = new();
    private readonly TopicTable _topics;
    private readonly QueueTable _queues;
    private readonly byte[]? _deadLetters;

    /// <summary>Makes an empty broker.</summary>
    /// <param name="options">What it serves and how much it keeps. Read once; later changes have no effect.</param>
    /// <param name="time">The clock by which messages age.</param>
    /// <exception cref="ArgumentException">A history rule's pattern cannot be read.</exception>
    public MemoryBroker(MemoryBrokerOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        // The longest prefix counts: /queue may have /queue/broadcast in it that is a topic.
        _prefixes =
        [
            .. options.TopicPrefixes.Select(prefix => (new DestinationPrefix(prefix, options.DestinationSeparator), false))
                .Concat(options.QueuePrefixes.Select(prefix => (new DestinationPrefix(prefix, options.DestinationSeparator), true)))
                .OrderByDescending(each => each.Item1.Length),
        ];
        _topics = new TopicTable(options, _sequence, time);
        _queues = new QueueTable(options.Queues, _sequence, time, Statistics, Bury);
        _deadLetters = options.DeadLetters is { } destination ? Encoding.UTF8.GetBytes(destination) : null;
    }

    /// <summary>The first half of every message-id; another one after each start.</summary>
    internal string Epoch => _sequence.Epoch;

    /// <summary>How many messages have been published, dead letters included.</summary>
    internal long Published => _sequence.Last;

    internal MemoryBrokerStatistics Statistics { get; } = new();

    internal int TopicCount => _topics.Count;

    internal int PatternCount => _topics.PatternCount;

    internal int HistoryCount => _topics.HistoryCount;

    internal long HistoryBytes => _topics.HistoryBytes;

    internal int QueueCount => _queues.Count;

    /// <inheritdoc/>
    public ValueTask PublishAsync(Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ReadOnlySpan<byte> destination = message.DestinationOctets;
        if (DestinationPattern.IsPattern(destination))
            throw new StompException("Cannot send to a pattern", "A destination with '*' stands for many. It can be subscribed to, not sent to.");
        if (!IsQueue(destination))
        {
            _topics.Publish(message);
            return default;
        }

        QueueRefusal refusal = _queues.TryPublish(message, _queues.ExpiryOf(message));
        if (refusal == QueueRefusal.None) return default;
        Statistics.CountRefusal();
        throw _queues.Refuse(refusal, destination);
    }

    /// <inheritdoc/>
    public ValueTask<SubscribeResult> SubscribeAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        if (!IsQueue(subscription.DestinationOctets)) return new ValueTask<SubscribeResult>(_topics.Subscribe(subscription));
        _queues.Subscribe(subscription);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask UnsubscribeAsync(Subscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        switch (subscription.BrokerState)
        {
            case TopicSubscriber subscriber:
                _topics.Unsubscribe(subscription, subscriber);
                break;
            case PatternSubscriber subscriber:
                _topics.Unsubscribe(subscription, subscriber);
                break;
            case QueueConsumer consumer:
                subscription.BrokerState = null;
                consumer.Queue.Remove(consumer);
                break;
        }

        return default;
    }

    /// <summary>Stops the broker's timers. What it holds is forgotten with it.</summary>
    public void Dispose()
    {
        _topics.Dispose();
        _queues.Dispose();
    }

    /// <summary>How many messages the named queue holds, those lent to consumers included.</summary>
    internal int QueueDepth(string destination) => _queues.Depth(Encoding.UTF8.GetBytes(destination));

    private bool IsQueue(ReadOnlySpan<byte> destination)
    {
        foreach ((DestinationPrefix prefix, bool isQueue) in _prefixes)
        {
            if (prefix.Covers(destination)) return isQueue;
        }

        throw new StompException(
            "Unknown destination",
            $"{Encoding.UTF8.GetString(destination)} lies under none of the broker's prefixes.");
    }
}
