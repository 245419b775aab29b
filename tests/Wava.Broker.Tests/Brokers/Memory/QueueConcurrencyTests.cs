using System.Collections.Concurrent;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class QueueConcurrencyTests
{
    private const int Publishers = 4;
    private const int PerPublisher = 3000;

    [Theory]
    [InlineData(AckMode.ClientIndividual, null)]
    [InlineData(AckMode.Client, null)]
    [InlineData(AckMode.ClientIndividual, "lane = '1'")]
    public async Task Whatever_consumers_do_every_message_is_accepted_once_or_is_a_dead_letter(AckMode ack, string? selector)
    {
        using var broker = new MemoryBroker(new MemoryBrokerOptions(), TimeProvider.System);
        var accepted = new ConcurrentDictionary<string, int>();
        using var stop = new CancellationTokenSource();

        Task[] consumers = [.. Enumerable.Range(0, 6).Select(i =>
        {
            var consumer = new RestlessConsumer(broker, ack, i % 3 == 0 ? selector : null, accepted, seed: i);
            // Not of the pool: its threads are to flush.
            return Task.Factory.StartNew(() => consumer.Run(stop.Token), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        })];
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(() =>
        {
            for (int i = 0; i < PerPublisher; i++)
                _ = broker.PublishAsync(MemoryBrokerTest.NewMessage("/queue/a", $"{publisher}-{i}", ("lane", $"{i % 2}")), default).AsTask();
        })));
        await Eventually.IsTrue(() => broker.QueueDepth("/queue/a") == 0, "the queue is empty", TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await Task.WhenAll(consumers);

        var dead = new ConcurrentQueue<string>();
        var letters = new TestSubscriber(broker, "/queue/dead-letters") { OnFrame = frame => dead.Enqueue(frame.Text) }.Join();
        await Eventually.IsTrue(() => broker.Statistics.QueueDepth == 0, "the dead letters are empty", TimeSpan.FromSeconds(60));
        letters.Leave();
        Assert.All(accepted, each => Assert.Equal(1, each.Value));
        Assert.Empty(dead.Intersect(accepted.Keys));
        Assert.Equal(dead.Count, dead.Distinct().Count());
        Assert.Equal(Publishers * PerPublisher, accepted.Count + dead.Count);
        Assert.Equal(0, broker.Statistics.QueueDepth);
        Assert.Equal(0, broker.Statistics.QueueBytes);
    }

    [Fact]
    public async Task Without_acknowledgements_every_message_comes_once_and_each_publishers_in_order()
    {
        using var broker = new MemoryBroker(new MemoryBrokerOptions(), TimeProvider.System);
        var seen = new List<string>();
        new TestSubscriber(broker, "/queue/a")
        {
            OnFrame = frame =>
            {
                lock (seen) seen.Add(frame.Text);
            },
        }.Join();

        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(() =>
        {
            for (int i = 0; i < PerPublisher; i++)
                _ = broker.PublishAsync(MemoryBrokerTest.NewMessage("/queue/a", $"{publisher}-{i}"), default).AsTask();
        })));
        await Eventually.IsTrue(() => broker.Statistics.QueueDepth == 0, "the queue is empty", TimeSpan.FromSeconds(60));

        lock (seen)
        {
            for (int publisher = 0; publisher < Publishers; publisher++)
            {
                string prefix = $"{publisher}-";
                Assert.Equal(
                    Enumerable.Range(0, PerPublisher).Select(i => $"{prefix}{i}"),
                    seen.Where(body => body.StartsWith(prefix, StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public async Task Queues_come_and_go_under_their_publishers_without_losing_a_message()
    {
        using var broker = new MemoryBroker(new MemoryBrokerOptions(), TimeProvider.System);
        int received = 0;
        TestSubscriber Consume(int queue) =>
            new TestSubscriber(broker, $"/queue/{queue}", prefetch: 3) { OnFrame = _ => Interlocked.Increment(ref received) }.Join();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (int round = 0; round < 2000; round++)
            {
                _ = broker.PublishAsync(MemoryBrokerTest.NewMessage($"/queue/{round % 3}", "x"), default).AsTask();
                Consume(round % 3).Leave();
            }
        })));
        TestSubscriber[] last = [Consume(0), Consume(1), Consume(2)];
        await Eventually.IsTrue(() => broker.Statistics.QueueDepth == 0, "the queues are empty", TimeSpan.FromSeconds(60));
        foreach (TestSubscriber each in last) each.Leave();

        Assert.Equal(8000, received);
        Assert.Equal(0, broker.QueueCount);
    }

    [Fact]
    public async Task Consumers_that_leave_while_they_are_served_take_nothing_with_them()
    {
        var options = new MemoryBrokerOptions();
        options.Queues.MaxDeliveries = int.MaxValue;
        using var broker = new MemoryBroker(options, TimeProvider.System);
        for (int i = 0; i < 4; i++) _ = broker.PublishAsync(MemoryBrokerTest.NewMessage("/queue/a", "x"), default).AsTask();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(worker => Task.Run(() =>
        {
            for (int round = 0; round < 20_000; round++)
                new TestSubscriber(broker, "/queue/a", AckMode.ClientIndividual, prefetch: 2) { Deaf = true }.Join().Leave();
        })));

        int received = 0;
        new TestSubscriber(broker, "/queue/a") { OnFrame = _ => Interlocked.Increment(ref received) }.Join();
        await Eventually.IsTrue(() => received == 4, "all messages are still there");
    }

    /// <summary>Takes messages, accepts most, refuses some, leaves now and then with messages in hand, and comes back.</summary>
    private sealed class RestlessConsumer(
        MemoryBroker broker, AckMode ack, string? selector, ConcurrentDictionary<string, int> accepted, int seed)
    {
        private readonly Random _random = new(seed);

        public void Run(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var frames = new ConcurrentQueue<TestFrame>();
                TestSubscriber consumer = new TestSubscriber(broker, "/queue/a", ack, prefetch: 1 + _random.Next(20), selector: selector)
                {
                    OnFrame = frames.Enqueue,
                };
                consumer.Join();
                for (int look = 0; look < 20; look++) Handle(consumer, frames);
                if (_random.Next(2) == 0) consumer.Break();
                consumer.Leave();
            }
        }

        private void Handle(TestSubscriber consumer, ConcurrentQueue<TestFrame> frames)
        {
            if (frames.IsEmpty) Thread.Yield();
            while (frames.TryDequeue(out TestFrame? frame))
            {
                int dice = _random.Next(100);
                // In client mode an acknowledgement also covers what was passed over before.
                if (dice < 4) continue;
                DeliveryOutcome outcome = dice < 8 ? DeliveryOutcome.Rejected : dice < 9 ? DeliveryOutcome.Discarded : DeliveryOutcome.Accepted;
                foreach (Delivery delivery in consumer.Take(frame))
                {
                    if (outcome == DeliveryOutcome.Accepted) accepted.AddOrUpdate(Body(delivery), 1, (_, count) => count + 1);
                    delivery.Settle(outcome);
                }
            }
        }

        private static string Body(Delivery delivery) => System.Text.Encoding.UTF8.GetString(delivery.Message.Body.Span);
    }
}
