using BenchmarkDotNet.Attributes;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Bench.Brokers;

/// <summary>What the broker adds to a message: made of 64 octets, put into its place, and handed to outboxes that lead nowhere.</summary>
[MemoryDiagnoser]
public class MemoryBrokerBenchmarks
{
    private const int Batch = 8;
    private readonly byte[] _body = new byte[64];
    private readonly List<NullOutbox> _outboxes = [];
    private MemoryBroker _broker = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var options = new MemoryBrokerOptions();
        options.History.Add(new HistoryRule { Pattern = "/topic/kept/**" });
        _broker = new MemoryBroker(options, TimeProvider.System);
        Listen("/topic/hundred", 100);
        Listen("/topic/kept/hundred", 100);
        Listen("/topic/patterned/*", 100);
        Listen("/queue/one", 1);
    }

    [GlobalCleanup]
    public void CleanUp() => _broker.Dispose();

    [Benchmark(Description = "make a message", Baseline = true)]
    public Message Make() => Message.Create("/topic/hundred", _body);

    [Benchmark(Description = "to nobody")]
    public void ToNobody() => Publish("/topic/nobody");

    [Benchmark(Description = "to 100 subscribers, flushed", OperationsPerInvoke = Batch)]
    public void ToHundred() => Publish("/topic/hundred", 0, 100);

    [Benchmark(Description = "to 100 subscribers with history, flushed", OperationsPerInvoke = Batch)]
    public void ToHundredWithHistory() => Publish("/topic/kept/hundred", 100, 100);

    [Benchmark(Description = "to 100 subscribers of a pattern, flushed", OperationsPerInvoke = Batch)]
    public void ToHundredByPattern() => Publish("/topic/patterned/x", 200, 100);

    [Benchmark(Description = "through a queue to one consumer, flushed", OperationsPerInvoke = Batch)]
    public void ThroughQueue() => Publish("/queue/one", 300, 1);

    private void Listen(string destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var outbox = new NullOutbox(destination);
            _outboxes.Add(outbox);
            _ = _broker.SubscribeAsync(outbox.Subscription, default).AsTask();
        }
    }

    /// <summary>One batch of frames, as a reader finds them; then every outbox is flushed here, so that its cost is seen too.</summary>
    private void Publish(string destination, int first, int count)
    {
        FlushBatch.Open();
        for (int i = 0; i < Batch; i++) Publish(destination);
        for (int i = first; i < first + count; i++) _outboxes[i].Flush();
        FlushBatch.Close();
    }

    private void Publish(string destination) => _ = _broker.PublishAsync(Message.Create(destination, _body), default).AsTask();
}
