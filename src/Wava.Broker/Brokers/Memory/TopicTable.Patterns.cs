using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

internal sealed partial class TopicTable
{
    /// <summary>Longer lists of pattern subscribers are searched for anew each time: beside the deliveries that costs little, a copy per topic much.</summary>
    private const int MostCached = 32;

    [ThreadStatic]
    private static List<PatternSubscriber>? Scratch;

    public void Unsubscribe(Subscription subscription, PatternSubscriber subscriber)
    {
        subscription.BrokerState = null;
        _patterns.Remove(subscriber.Pattern, subscriber);
        subscriber.End();
    }

    private void FanOutToPatterns(Topic? topic, Message message)
    {
        int version = _patterns.Version;
        if (topic is not null && topic.PatternVersion == version)
        {
            foreach (PatternSubscriber subscriber in topic.PatternSubscribers) subscriber.Deliver(message);
            return;
        }

        List<PatternSubscriber> found = Scratch ?? [];
        Scratch = null;
        _patterns.Match(message.DestinationOctets, found);
        if (topic is not null && found.Count <= MostCached)
        {
            topic.PatternSubscribers = [.. found];
            topic.PatternVersion = version;
        }

        foreach (PatternSubscriber subscriber in found) subscriber.Deliver(message);
        found.Clear();
        if (found.Capacity <= 1024) Scratch = found;
    }

    private SubscribeResult SubscribeToPattern(Subscription subscription)
    {
        if (!_allowWildcards)
            throw new StompException("Patterns are not allowed", "This server does not let a subscription name many destinations by '*'. Subscribe to each of them.");
        if (!DestinationPattern.TryParse(subscription.Destination, _separator, out DestinationPattern? pattern, out string? error))
            throw new StompException("Not a pattern", error);
        if (subscription.Replay is not null)
            throw new StompException("Replay needs one destination", "wava-replay and wava-since cannot be used with a pattern: each destination has a history of its own. Subscribe to one destination.");

        var subscriber = new PatternSubscriber(subscription, pattern);
        subscription.BrokerState = subscriber;
        _patterns.Add(pattern, subscriber);
        return default;
    }
}
