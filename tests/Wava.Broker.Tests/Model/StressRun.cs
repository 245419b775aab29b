using System.Collections.Concurrent;
using Wava.Broker.Brokers.Memory;
using Wava.Testing;

namespace Wava.Broker.Tests.Model;

/// <summary>Many clients at once on the thread pool, each driven by its own seed; what they saw is looked through afterwards.</summary>
internal sealed partial class StressRun : IDisposable
{
    public const string History = "/topic/h";
    public const string DeadLetters = "/queue/dead-letters";
    private const int Publishers = 4;
    public static readonly string[] Topics = ["/topic/s/0", "/topic/s/1"];
    public static readonly string[] Queues = ["/queue/0", "/queue/1"];

    private readonly BrokerHost _host;
    private readonly int _seed;
    private readonly int _messages;
    private readonly bool _churn;
    private volatile bool _published;
    private int _names;

    public StressRun(int seed, int messages, bool churn)
    {
        (_seed, _messages, _churn) = (seed, messages, churn);
        var options = new MemoryBrokerOptions { Queues = new QueueOptions { MaxDeliveries = 4 } };
        options.History.Add(new HistoryRule { Pattern = History, MaxCount = 100_000, MaxBytes = 1 << 30 });
        _host = new BrokerHost(options);
    }

    public MemoryBroker Broker => _host.Broker;

    /// <summary>What was sent: destination and text, in each publisher's order.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<string>> Sent { get; } = new();

    public ConcurrentQueue<StressClient> Clients { get; } = new();

    /// <summary>What those who were there all the time got from the topics, by client.</summary>
    public ConcurrentQueue<StressClient> Steady { get; } = new();

    /// <summary>What those got from the history who came back again and again: text by text.</summary>
    public ConcurrentQueue<List<string>> Returned { get; } = new();

    public void Dispose() => _host.Dispose();

    public async Task RunAsync()
    {
        StressClient[] steady = [await OpenAsync(1), await OpenAsync(2)];
        foreach (StressClient client in steady)
        {
            Steady.Enqueue(client);
            foreach (string topic in Topics) await client.SubscribeAsync(Name(), topic);
            await client.SubscribeAsync(Name(), "/topic/s/*");
            await client.SubscribeAsync(Name(), History, "client");
        }

        Task[] readers =
        [
            .. Enumerable.Range(10, 6).Select(seed => Task.Run(() => ConsumeAsync(seed))),
            .. Enumerable.Range(20, 3).Select(seed => Task.Run(() => ListenAsync(seed))),
            .. Enumerable.Range(30, 3).Select(seed => Task.Run(() => ReturnAsync(seed))),
        ];
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(each => Task.Run(() => PublishAsync(each))));
        _published = true;
        await Task.WhenAll(readers);
        foreach (StressClient client in steady) await client.SettleAsync();
        await DrainAsync();
    }

    private async Task<StressClient> OpenAsync(int seed)
    {
        var client = new StressClient(_host, seed);
        Clients.Enqueue(client);
        await client.ConnectAsync();
        return client;
    }

    private string Name() => $"s{Interlocked.Increment(ref _names)}";

    private Random Chance(int actor) => new((_seed * 1000) + actor);

    private async Task PublishAsync(int publisher)
    {
        Random random = Chance(100 + publisher);
        StressClient client = await OpenAsync(random.Next());
        for (int sent = 0; sent < _messages;)
        {
            var batch = new List<byte>();
            string? transaction = random.Next(5) == 0 ? $"t{sent}" : null;
            bool aborted = transaction is not null && random.Next(3) == 0;
            if (transaction is not null) batch.AddRange(StressClient.Frame("BEGIN", ("transaction", transaction)));
            for (int i = random.Next(1, 20); i > 0; i--)
            {
                string destination = random.Next(5) switch { 0 => Queues[0], 1 => Queues[1], 2 => Topics[0], 3 => Topics[1], _ => History };
                string text = $"{publisher}.{sent++}";
                if (!aborted) Sent.GetOrAdd(destination, _ => new()).Enqueue(text);
                batch.AddRange(StressClient.Message(destination, text, transaction is null ? [] : [("transaction", transaction)]));
            }

            if (transaction is not null) batch.AddRange(StressClient.Frame(aborted ? "ABORT" : "COMMIT", ("transaction", transaction)));
            await client.SendAsync([.. batch]);
            if (random.Next(4) == 0) await client.SettleAsync();
            else await Task.Yield();
        }

        await client.SettleAsync();
        await client.EndAsync(3);
    }

    /// <summary>Lets everything out that is left, dead letters last.</summary>
    private async Task DrainAsync()
    {
        StressClient last = await OpenAsync(3);
        foreach (string queue in Queues) await last.SubscribeAsync(Name(), queue);
        await Eventually.IsTrue(() => Queues.All(each => Broker.QueueDepth(each) == 0), "the queues are empty");
        await last.SubscribeAsync(Name(), DeadLetters);
        await Eventually.IsTrue(() => Broker.Statistics.QueueDepth == 0, "the dead letters are gone");
        await last.SettleAsync();
        foreach (StressClient client in Steady) await client.EndAsync(0);
        await last.EndAsync(0);
    }
}
