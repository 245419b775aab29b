namespace Wava.Broker.Tests.Model;

/// <summary>The broker as one would explain it, in lists: what has to come of every step.</summary>
/// <remarks>
/// <para>
/// The problem: a test of random steps needs to know what is right after each. The idea: where the broker has no choice the model
/// says what every client gets, frame by frame: receipts, errors, and the messages of topics, in one order per client. Where it has a
/// choice (which consumer gets a queue's message, and when) the model watches: a MESSAGE is right if its message was waiting, its
/// redelivered header tells the truth, its consumer may have one more and an older one was not passed over; and once everything has
/// been sent, nothing may wait that a consumer could take. What lies in an outbox unsent counts as waiting, for nobody has seen it.
/// </para>
/// <para>The cost: lists are searched from end to end. It is a model.</para>
/// </remarks>
internal sealed partial class BrokerModel
{
    public const int MaxDeliveries = 3;
    public const int HistoryLength = 8;
    public const string HistoryTopic = "/topic/h";
    public const string DeadLetters = "/queue/dead-letters";

    private readonly SortedDictionary<string, List<ModelMessage>> _queues = new(StringComparer.Ordinal);
    private readonly List<ModelMessage> _history = [];
    private readonly List<ModelClient> _clients = [];
    private int _step;
    private long _stepRank;

    /// <summary>How many message-ids have been given.</summary>
    public long Sequence { get; private set; }

    /// <summary>The latest message that the history does not keep any more.</summary>
    public long Trimmed => _history.Count > HistoryLength ? _history[^(HistoryLength + 1)].Sequence : 0;

    public int Consumed { get; private set; }

    public int Buried { get; private set; }

    public int Dropped { get; private set; }

    /// <summary>How many messages took their place in a queue, dead letters not counted.</summary>
    public int Queued { get; private set; }

    public void BeginStep()
    {
        _step++;
        _stepRank = Sequence + 1;
    }

    public ModelClient Connect(string name, string version)
    {
        var client = new ModelClient(name, version);
        client.Expect($"CONNECTED {version}");
        _clients.Add(client);
        return client;
    }

    /// <summary>A message takes its place.</summary>
    public void Publish(ModelMessage message)
    {
        message.Sequence = ++Sequence;
        if (message.Destination.StartsWith("/queue/", StringComparison.Ordinal))
        {
            Queued++;
            Append(new ModelMessage(message.Text, message.Destination, message.Color, Sequence));
            return;
        }

        if (message.Destination == HistoryTopic) _history.Add(message);
        foreach (ModelClient client in _clients)
        {
            client.Expect([.. client.Subscriptions
                .Where(each => !each.IsQueue && each.Covers(message.Destination) && each.Wants(message))
                .Select(each => ToTopic(each, message))]);
        }
    }

    /// <summary>A subscription takes effect, and its client is told what came of the replay it may have asked for.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="receipt">The receipt that was asked for, or null.</param>
    /// <param name="count">How many of the latest messages it asked for, or null.</param>
    /// <param name="since">From which number on it asked for messages, or null; negative for one that never was.</param>
    public void Subscribe(ModelSubscription subscription, string? receipt, int? count, long? since)
    {
        subscription.Client.Subscriptions.Add(subscription);
        string answer = $"RECEIPT {receipt}";
        bool asked = count is not null || since is not null;
        if (subscription.Destination == HistoryTopic)
        {
            long position = _history.Count > 0 ? _history[^1].Sequence : Sequence;
            int kept = Math.Max(0, _history.Count - HistoryLength);
            bool recovered = since is not { } from || (from >= Trimmed && from <= Sequence);
            if (asked) answer += $" recovered:{(recovered ? "true" : "false")}";
            answer += $" position:{position}";
            if (!recovered) subscription.IsUnrecovered = true;
            IEnumerable<ModelMessage> replayed = !asked || !recovered ? []
                : since is { } last ? _history.Skip(kept).Where(each => each.Sequence > last)
                : _history.Skip(Math.Max(kept, _history.Count - count!.Value));
            foreach (ModelMessage message in replayed.Where(subscription.Wants))
                subscription.Client.Expect([ToTopic(subscription, message)]);
        }
        else if (asked)
        {
            answer += " recovered:false";
            subscription.IsUnrecovered = true;
        }

        if (receipt is not null) subscription.Client.Expect(answer);
    }

    private static ModelClient.Expectation ToTopic(ModelSubscription subscription, ModelMessage message)
    {
        string frame = Frame(message, subscription.Id, redelivered: false, subscription.IsUnrecovered);
        subscription.IsUnrecovered = false;
        return new ModelClient.Expectation(frame, subscription, message);
    }

    private List<ModelMessage> Queue(string name)
    {
        if (!_queues.TryGetValue(name, out List<ModelMessage>? queue)) _queues[name] = queue = [];
        return queue;
    }

    private void Append(ModelMessage message)
    {
        List<ModelMessage> queue = Queue(message.Destination);
        queue.Insert(queue.FindLastIndex(each => each.Rank <= message.Rank) + 1, message);
        message.WaitsSince = _step;
        message.Holder = null;
    }

    private static string Frame(ModelMessage message, string subscription, bool redelivered, bool unrecovered) =>
        $"MESSAGE {message.Text} {message.Color} from {message.Destination} for {subscription} id {message.Sequence}"
        + (message.Grave is { } grave ? $" buried:{grave.From} {grave.Reason}" : "")
        + (redelivered ? " redelivered:true" : "") + (unrecovered ? " recovered:false" : "");
}
