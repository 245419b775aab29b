using System.Collections.Concurrent;
using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

/// <summary>The topics: every subscriber of a destination gets each of its messages, all in the same order.</summary>
/// <remarks>
/// <para>
/// The problem: the messages of one destination must reach all its subscribers in one order and without a gap between the history and what is live; those of
/// different destinations must not wait for one another; and a destination that nobody listens to must leave nothing behind, for
/// strangers choose the names.
/// </para>
/// <para>
/// The idea: a fixed array of locks; a destination's hash chooses one, for good, whether the destination is known or not. Under it a
/// message gets its number, is remembered, and is put into each subscriber's outbox, which never waits. A subscription comes in and
/// goes under the same lock, so that each message is clearly before or after it. Topics are found without a lock; one that lost its last
/// subscriber goes. Whoever listens to a pattern is found by the trie, which tells by its version whether the last answer still holds.
/// </para>
/// <para>
/// The cost: two hashes, one look-up and one lock per message, then one append per subscriber; nothing is allocated. Two destinations
/// share a lock by chance: of 1024, with as many threads as there are processors, seldom at the same time.
/// </para>
/// </remarks>
internal sealed partial class TopicTable : IDisposable
{
    private const int Stripes = 1024;

    private readonly Lock[] _gates = new Lock[Stripes];
    private readonly ConcurrentDictionary<byte[], Topic> _topics = new(OctetComparer.Instance);
    private readonly ConcurrentDictionary<byte[], Topic>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private readonly PatternTrie<PatternSubscriber> _patterns;
    private readonly MessageSequence _sequence;
    private readonly HistoryShelf _shelf;
    private readonly Sweep _sweep;
    private readonly char _separator;
    private readonly bool _allowWildcards;

    public TopicTable(MemoryBrokerOptions options, MessageSequence sequence, TimeProvider time)
    {
        for (int i = 0; i < _gates.Length; i++) _gates[i] = new Lock();
        _byName = _topics.GetAlternateLookup<ReadOnlySpan<byte>>();
        _separator = options.DestinationSeparator;
        _allowWildcards = options.AllowWildcards;
        _patterns = new PatternTrie<PatternSubscriber>(_separator);
        _sequence = sequence;
        _shelf = new HistoryShelf(options, time);
        _sweep = new Sweep(time, HistorySweepPeriod, TrimHistories);
    }

    /// <summary>How many topics are known: with a subscriber of their own, or with a history.</summary>
    public int Count => _topics.Count;

    /// <summary>How many subscriptions name a pattern.</summary>
    public int PatternCount => _patterns.Count;

    public void Publish(Message message)
    {
        ReadOnlySpan<byte> name = message.DestinationOctets;
        HistoryLimits? limits = _byName.TryGetValue(name, out Topic? topic) ? topic.Limits : _shelf.LimitsOf(name);
        if (topic is null && limits is null && _patterns.Count == 0)
        {
            // Nobody listens and nothing is kept: whoever subscribes at this moment does so after this message.
            _sequence.Number(message);
            return;
        }

        bool crowded = false;
        Lock gate = topic?.Gate ?? GateOf(name);
        lock (gate)
        {
            if (topic is null or { Removed: true }) _byName.TryGetValue(name, out topic);
            _sequence.Number(message);
            if (limits is not null) crowded = Remember(topic ??= Open(name.ToArray(), gate, limits), message);
            if (topic is not null) FanOut(topic, message);
            if (_patterns.Count > 0) FanOutToPatterns(topic, message);
        }

        if (crowded) MakeRoom();
    }

    public SubscribeResult Subscribe(Subscription subscription)
    {
        if (DestinationPattern.IsPattern(subscription.DestinationOctets)) return SubscribeToPattern(subscription);

        Lock gate = GateOf(subscription.DestinationOctets);
        lock (gate)
        {
            if (!_topics.TryGetValue(subscription.DestinationOctets, out Topic? topic))
                topic = Open(subscription.DestinationOctets, gate, _shelf.LimitsOf(subscription.DestinationOctets));
            SubscribeResult result = Replay(topic, subscription);
            topic.Add(subscription);
            return result;
        }
    }

    public void Unsubscribe(Subscription subscription, TopicSubscriber subscriber)
    {
        Topic topic = subscriber.Topic;
        lock (topic.Gate)
        {
            if (subscription.BrokerState != subscriber) return;
            topic.Remove(subscriber);
            subscription.BrokerState = null;
            CloseIfIdle(topic);
        }
    }

    public void Dispose() => _sweep.Dispose();

    private Lock GateOf(ReadOnlySpan<byte> name) => _gates[OctetComparer.Hash(name) & (Stripes - 1)];

    private Topic Open(byte[] name, Lock gate, HistoryLimits? limits) => _topics[name] = new Topic(name, gate, limits);

    private void CloseIfIdle(Topic topic)
    {
        if (!topic.IsIdle) return;
        topic.Removed = true;
        _topics.TryRemove(topic.Name, out _);
    }

    private static void FanOut(Topic topic, Message message)
    {
        // A subscriber that is gone is passed over: its session takes it out, and may be waiting for this lock to do so.
        foreach (Subscription subscriber in topic.Subscribers)
        {
            if (subscriber.Wants(message)) subscriber.Deliver(message);
        }
    }
}
