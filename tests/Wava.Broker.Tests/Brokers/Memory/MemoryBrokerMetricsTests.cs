using System.Diagnostics.Metrics;
using Wava.Broker.Brokers.Memory;

namespace Wava.Broker.Tests.Brokers.Memory;

public class MemoryBrokerMetricsTests : MemoryBrokerTest
{
    [Fact]
    public void What_the_broker_holds_can_be_seen_on_the_meter()
    {
        using var meter = new Meter("test");
        MemoryBrokerMetrics.Observe(meter, Broker);
        Subscribe("/topic/a");
        Subscribe("/topic/**");
        PublishAll("/topic/a", "1", "2");
        PublishAll("/queue/q", "3", "4", "5");
        Consume("/queue/lent");
        Publish("/queue/lent", "6");

        Dictionary<string, long> seen = Look(meter);

        Assert.Equal(6, seen["stomp.messages.published"]);
        Assert.Equal(1, seen["stomp.topics.active"]);
        Assert.Equal(1, seen["stomp.patterns.active"]);
        Assert.Equal(2, seen["stomp.queues.active"]);
        Assert.Equal(4, seen["stomp.queues.messages"]);
        Assert.True(seen["stomp.queues.size"] > 4);
    }

    [Fact]
    public void Dead_letters_are_counted_by_reason()
    {
        using var meter = new Meter("test");
        MemoryBrokerMetrics.Observe(meter, Broker);
        TestSubscriber consumer = Consume("/queue/q");
        Publish("/queue/q", "bad");
        consumer.Flush();
        consumer.Discard("bad");

        Dictionary<string, long> seen = Look(meter);

        Assert.Equal(1, seen["stomp.messages.dead_lettered/rejected"]);
        Assert.Equal(0, seen["stomp.messages.dead_lettered/expired"]);
    }

    private static Dictionary<string, long> Look(Meter meter)
    {
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, each) =>
        {
            if (instrument.Meter == meter) each.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen[tags.Length == 0 ? instrument.Name : $"{instrument.Name}/{tags[0].Value}"] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
