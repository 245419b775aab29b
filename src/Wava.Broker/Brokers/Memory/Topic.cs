using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

/// <summary>One topic that somebody listens to or that has a history. Guarded by its destination's lock.</summary>
internal sealed class Topic(byte[] name, Lock gate, HistoryLimits? limits)
{
    private readonly List<Subscription> _subscribers = new(1);

    public byte[] Name { get; } = name;

    /// <summary>The destination's lock.</summary>
    public Lock Gate { get; } = gate;

    /// <summary>How much of its past it may keep; null for nothing.</summary>
    public HistoryLimits? Limits { get; } = limits;

    /// <summary>What it has kept; null until the first message, and again when it had to make room.</summary>
    public TopicHistory? History { get; set; }

    /// <summary>Whether the table has let go of it: whoever still holds it must look again.</summary>
    public bool Removed { get; set; }

    public bool IsIdle => _subscribers.Count == 0 && History is null;

    /// <summary>Those who listen to exactly this topic.</summary>
    public List<Subscription> Subscribers => _subscribers;

    /// <summary>Those whose pattern stands for this topic, as of <see cref="PatternVersion"/>.</summary>
    public PatternSubscriber[] PatternSubscribers { get; set; } = [];

    public int PatternVersion { get; set; } = -1;

    public void Add(Subscription subscription)
    {
        subscription.BrokerState = new TopicSubscriber(this) { Index = _subscribers.Count };
        _subscribers.Add(subscription);
    }

    /// <summary>Takes a subscriber out: the last one takes its place.</summary>
    public void Remove(TopicSubscriber subscriber)
    {
        Subscription last = _subscribers[^1];
        _subscribers[subscriber.Index] = last;
        ((TopicSubscriber)last.BrokerState!).Index = subscriber.Index;
        _subscribers.RemoveAt(_subscribers.Count - 1);
        if (_subscribers.Capacity > 64 && _subscribers.Count < _subscribers.Capacity / 4) _subscribers.Capacity /= 2;
    }
}
