using System.Collections.Concurrent;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Brokers.Memory;

/// <summary>What must hold whatever the threads do: real threads, real flushes.</summary>
public sealed class TopicConcurrencyTests
{
    [Fact]
    public async Task All_subscribers_see_one_order_whoever_publishes()
    {
        using var broker = new MemoryBroker(new MemoryBrokerOptions(), TimeProvider.System);
        var seen = new List<string>[6];
        for (int i = 0; i < seen.Length; i++)
        {
            List<string> mine = seen[i] = [];
            new TestSubscriber(broker, i % 2 == 0 ? "/topic/a" : "/topic/**")
            {
                OnFrame = frame =>
                {
                    lock (mine) mine.Add(frame.Text);
                },
            }.Join();
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(publisher => Task.Run(() =>
        {
            for (int i = 0; i < 2000; i++)
                _ = broker.PublishAsync(MemoryBrokerTest.NewMessage("/topic/a", $"{publisher}-{i}"), default).AsTask();
        })));

        await Eventually.IsTrue(() => seen.All(Complete), "all messages have arrived");
        Assert.All(seen, each => Assert.Equal(seen[0], each));
        for (int publisher = 0; publisher < 4; publisher++)
        {
            string prefix = $"{publisher}-";
            Assert.Equal(
                Enumerable.Range(0, 2000).Select(i => $"{prefix}{i}"),
                seen[0].Where(body => body.StartsWith(prefix, StringComparison.Ordinal)));
        }

        static bool Complete(List<string> list)
        {
            lock (list) return list.Count == 8000;
        }
    }

    [Fact]
    public async Task Whoever_returns_while_others_publish_has_neither_gap_nor_double()
    {
        var options = new MemoryBrokerOptions();
        options.History.Add(new HistoryRule { Pattern = "/topic/**", MaxCount = 1_000_000, MaxBytes = long.MaxValue });
        using var broker = new MemoryBroker(options, TimeProvider.System);
        const int Total = 6000;
        Task publishing = Task.WhenAll(Enumerable.Range(0, 3).Select(publisher => Task.Run(() =>
        {
            for (int i = 0; i < Total / 3; i++)
                _ = broker.PublishAsync(MemoryBrokerTest.NewMessage("/topic/a", "x"), default).AsTask();
        })));

        // Each client listens for a moment, goes, and comes back where it was, again and again.
        List<long>[] seen = await Task.WhenAll(Enumerable.Range(0, 4).Select(client => Task.Run(() => ListenWithBreaks(broker, Total, client))));

        await publishing;
        Assert.All(seen, each => Assert.Equal(Enumerable.Range(1, Total).Select(n => (long)n), each));
    }

    [Fact]
    public async Task Topics_come_and_go_under_their_publishers_without_losing_a_message()
    {
        using var broker = new MemoryBroker(new MemoryBrokerOptions(), TimeProvider.System);
        var failures = new ConcurrentQueue<string>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (int round = 0; round < 2000; round++)
            {
                var subscriber = new TestSubscriber(broker, $"/topic/{round % 3}").Join();
                Message mine = MemoryBrokerTest.NewMessage($"/topic/{round % 3}", $"{worker}:{round}");
                _ = broker.PublishAsync(mine, default).AsTask();
                subscriber.Leave();
                IReadOnlyList<TestFrame> frames = await subscriber.FinishAsync();
                if (frames.All(frame => frame.Text != $"{worker}:{round}")) failures.Enqueue($"{worker}:{round}");
            }
        })));

        Assert.Empty(failures);
        Assert.Equal(0, broker.TopicCount);
    }

    private static async Task<List<long>> ListenWithBreaks(MemoryBroker broker, int total, int seed)
    {
        var random = new Random(seed);
        var seen = new List<long>();
        while (seen.Count < total)
        {
            var replay = new ReplayRequest(0, broker.Epoch, seen.Count == 0 ? 0 : seen[^1]);
            TestSubscriber subscriber = new TestSubscriber(broker, "/topic/a", replay: replay).Join();
            Assert.True(subscriber.Result.Recovered);
            Thread.SpinWait(random.Next(20_000));
            subscriber.Leave();
            seen.AddRange((await subscriber.FinishAsync()).Select(frame => long.Parse(frame["message-id"]!.Split('-')[1], null)));
        }

        return seen;
    }
}
