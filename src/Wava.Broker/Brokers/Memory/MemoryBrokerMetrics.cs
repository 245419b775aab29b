using System.Diagnostics.Metrics;
using System.Text;

namespace Wava.Broker.Brokers.Memory;

/// <summary>Shows what the in-memory broker holds and has done, to whoever listens to the meter. Costs nothing while nobody does.</summary>
internal static class MemoryBrokerMetrics
{
    private static readonly DeadLetterReason[] Reasons = Enum.GetValues<DeadLetterReason>();

    /// <summary>Adds the broker's figures to the meter.</summary>
    public static void Observe(Meter meter, MemoryBroker broker)
    {
        MemoryBrokerStatistics statistics = broker.Statistics;
        meter.CreateObservableCounter("stomp.messages.published", () => broker.Published, "{message}", "Messages the broker has taken in, dead letters included.");
        meter.CreateObservableUpDownCounter("stomp.topics.active", () => (long)broker.TopicCount, "{topic}", "Topics with a subscriber or a history.");
        meter.CreateObservableUpDownCounter("stomp.patterns.active", () => (long)broker.PatternCount, "{subscription}", "Subscriptions that name a pattern.");
        meter.CreateObservableUpDownCounter("stomp.history.size", () => broker.HistoryBytes, "By", "Memory that histories hold.");
        meter.CreateObservableUpDownCounter("stomp.queues.active", () => (long)broker.QueueCount, "{queue}", "Queues with a message or a consumer.");
        meter.CreateObservableUpDownCounter("stomp.queues.messages", () => statistics.QueueDepth, "{message}", "Messages in queues, those lent to consumers included.");
        meter.CreateObservableUpDownCounter("stomp.queues.size", () => statistics.QueueBytes, "By", "Memory that queues hold.");
        meter.CreateObservableCounter("stomp.queues.refused", () => statistics.Refused, "{message}", "Messages that a full queue refused.");
        meter.CreateObservableCounter("stomp.messages.dead_lettered", () => ByReason(statistics.DeadLettered), "{message}", "Messages passed on to the dead letters, by reason.");
        meter.CreateObservableCounter("stomp.queues.lost", () => ByReason(statistics.Dropped), "{message}", "Messages of queues that nobody will get, because there is no queue for dead letters or it is full, by reason.");
    }

    private static IEnumerable<Measurement<long>> ByReason(Func<DeadLetterReason, long> count) =>
        Reasons.Select(reason => new Measurement<long>(count(reason), new KeyValuePair<string, object?>("reason", Encoding.ASCII.GetString(MemoryBroker.Name(reason)))));
}
