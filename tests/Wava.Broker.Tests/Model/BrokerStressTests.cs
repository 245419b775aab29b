namespace Wava.Broker.Tests.Model;

/// <summary>What holds whatever threads do to each other. WAVA_STRESS_RUNS sets how often it is tried.</summary>
[Collection(nameof(Alone))]
public sealed class BrokerStressTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TheoryData<int, bool> Runs()
    {
        var runs = new TheoryData<int, bool>();
        int count = int.TryParse(Environment.GetEnvironmentVariable("WAVA_STRESS_RUNS"), out int value) ? value : 4;
        for (int seed = 1; seed <= count; seed++) runs.Add(seed, seed % 4 != 0);
        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Nothing_is_lost_doubled_or_out_of_order_however_many_do_it_at_once(int seed, bool churn)
    {
        using var run = new StressRun(seed, messages: churn ? 2500 : 6000, churn);
        await run.RunAsync().WaitAsync(Patience);
        Assert.All(run.Clients, client => Assert.Null(client.Fault));
        TopicsReachAllInOneOrder(run);
        HistoriesHaveNoGap(run);
        QueuesLoseNothing(run);
        if (!churn) QueuesKeepTheirOrder(run);
        Assert.Equal(0, run.Broker.Statistics.QueueBytes);
        Assert.Equal(0, run.Broker.QueueCount);
        Assert.Equal(0, run.Broker.PatternCount);
        Assert.Equal(1, run.Broker.TopicCount);
    }

    private static void TopicsReachAllInOneOrder(StressRun run)
    {
        foreach (string topic in (string[])[.. StressRun.Topics, StressRun.History])
        {
            List<string> order = OrderOf(run, topic);
            Assert.Equal(run.Sent[topic].Order(StringComparer.Ordinal), order.Order(StringComparer.Ordinal));
            Assert.All(order.GroupBy(Publisher), each => Assert.Equal(each.OrderBy(Number), each));

            var places = order.Select((text, at) => (text, at)).ToDictionary(each => each.text, each => each.at);
            foreach (StressClient client in run.Clients)
            {
                foreach (IGrouping<string, StressEvent> subscription in Deliveries(client, topic).GroupBy(each => each.Subscription))
                {
                    Assert.Equal(subscription.OrderBy(each => each.Sequence), subscription);
                    int[] got = [.. subscription.Select(each => places[each.Text])];
                    Assert.Equal(Enumerable.Range(got[0], got.Length), got);
                    if (run.Steady.Contains(client)) Assert.Equal(order.Count, got.Length);
                }
            }
        }
    }

    private static void HistoriesHaveNoGap(StressRun run)
    {
        List<string> order = OrderOf(run, StressRun.History);
        Assert.NotEmpty(run.Returned);
        Assert.All(run.Returned, seen => Assert.Equal(order, seen));
    }

    private static void QueuesLoseNothing(StressRun run)
    {
        StressEvent[] events = [.. run.Clients.SelectMany(each => each.Events).OrderBy(each => each.Stamp)];
        var endings = events.Where(each => each.Kind == StressEventKind.Ending)
            .GroupBy(each => each.Subscription).ToDictionary(each => each.Key, each => each.First().Stamp);
        ILookup<string, StressEvent> byText = events.Where(each => each.Text.Length > 0).ToLookup(each => each.Text);
        foreach (string text in StressRun.Queues.SelectMany(queue => run.Sent[queue])) Check(text, [.. byText[text]], endings);
    }

    private static void Check(string text, StressEvent[] life, Dictionary<string, long> endings)
    {
        StressEvent[] inQueue = [.. life.Where(each => each.Destination != StressRun.DeadLetters)];
        StressEvent[] deliveries = [.. inQueue.Where(each => each.Kind is StressEventKind.Delivered or StressEventKind.DeliveredForGood)];
        string story = $"{text}: {string.Join("; ", life)}";
        Assert.True(deliveries.Count(each => !each.Redelivered) <= 1, "Given twice as if for the first time: " + story);

        int buried = life.Count(each => each.Destination == StressRun.DeadLetters && each.Kind == StressEventKind.DeliveredForGood);
        StressEvent[] consumed = [.. inQueue.Where(each => each.Kind is StressEventKind.DeliveredForGood or StressEventKind.Acknowledged)];
        Assert.True(consumed.Length + buried <= 1, "Consumed twice: " + story);
        bool maybe = inQueue.Any(each => each.Kind is StressEventKind.Acknowledging);
        Assert.True(consumed.Length + buried == 1 || maybe, "Lost: " + story);
        if (consumed.Length == 0) return;
        // What is written to a client that has just gone may have been given to somebody else before.
        Assert.True(
            !deliveries.Any(each => each.Stamp > consumed[0].Stamp
                && each.Stamp < endings.GetValueOrDefault(each.Subscription, long.MaxValue)),
            "Given after it was consumed: " + story);
    }

    private static void QueuesKeepTheirOrder(StressRun run)
    {
        var all = run.Clients.SelectMany(client => StressRun.Queues.SelectMany(queue => Deliveries(client, queue)));
        var flows = all.Where(each => !each.Redelivered).GroupBy(each => (each.Subscription, Publisher(each.Text)));
        Assert.All(flows, got => Assert.Equal(got.OrderBy(each => Number(each.Text)), got));
    }

    private static List<string> OrderOf(StressRun run, string topic) =>
        [.. Deliveries(run.Steady.First(), topic).DistinctBy(each => each.Text).Select(each => each.Text)];

    private static IEnumerable<StressEvent> Deliveries(StressClient client, string destination) =>
        client.Events
            .Where(each => each.Kind is StressEventKind.Delivered or StressEventKind.DeliveredForGood)
            .Where(each => each.Destination == destination);

    private static string Publisher(string text) => text[..text.IndexOf('.', StringComparison.Ordinal)];

    private static int Number(string text) =>
        int.Parse(text.AsSpan(text.IndexOf('.', StringComparison.Ordinal) + 1), System.Globalization.CultureInfo.InvariantCulture);
}
