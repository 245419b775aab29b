using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Brokers.Memory;

/// <summary>Does things to a queue and knows, from what clients can see alone, what must hold after each.</summary>
internal sealed class QueueModel : MemoryBrokerTest
{
    private const string Name = "/queue/a";
    private const string DeadLetters = "/queue/dead-letters";
    private readonly List<Client> _clients = [];
    private readonly Dictionary<long, int> _returns = [];
    private readonly Dictionary<long, string> _lanes = [];
    private readonly HashSet<long> _finished = [];
    private int _dead;

    public QueueModel() => Options.Queues.MaxDeliveries = 3;

    private sealed record Client(TestSubscriber Subscriber, string? Lane)
    {
        public Dictionary<long, TestFrame> Unsettled { get; } = [];

        public int Seen { get; set; }

        public bool HasRoom => Unsettled.Count < Subscriber.Subscription.Prefetch;
    }

    public void Do(int step)
    {
        int choice = step % 100, pick = step / 100;
        if (choice < 35)
        {
            Message message = Publish(Name, "x", ("lane", $"{pick % 2}"));
            _returns[message.Sequence] = 0;
            _lanes[message.Sequence] = $"{pick % 2}";
        }
        else if (choice < 50)
        {
            string? lane = pick % 3 == 0 ? $"{pick % 2}" : null;
            _clients.Add(new Client(Consume(Name, prefetch: 1 + (pick % 4), lane is null ? null : $"lane = '{lane}'"), lane));
        }
        else if (_clients.Count > 0)
        {
            Client client = _clients[pick % _clients.Count];
            if (choice < 60) End(client, broken: choice < 55);
            else if (client.Unsettled.Count > 0) Settle(client, choice, client.Unsettled.ElementAt(pick % client.Unsettled.Count).Value);
        }
    }

    /// <summary>Lets all clients receive what is there for them, and checks everything.</summary>
    public void Look()
    {
        foreach (Client client in _clients)
        {
            IReadOnlyList<TestFrame> frames = client.Subscriber.Frames;
            for (; client.Seen < frames.Count; client.Seen++) Receive(client, frames[client.Seen]);
            Assert.InRange(client.Unsettled.Count, 0, client.Subscriber.Subscription.Prefetch);
        }

        HashSet<long> lent = [.. _clients.SelectMany(client => client.Unsettled.Keys)];
        long[] waiting = [.. _returns.Keys.Where(sequence => !_finished.Contains(sequence) && !lent.Contains(sequence))];
        Assert.Equal(waiting.Length + lent.Count, Broker.QueueDepth(Name));
        Assert.Equal(_dead, Broker.QueueDepth(DeadLetters));
        foreach (Client idle in _clients.Where(client => client.HasRoom))
            Assert.DoesNotContain(waiting, sequence => idle.Lane is null || idle.Lane == _lanes[sequence]);
    }

    /// <summary>Sends all clients home; what is left must be all that was not finished, in the old order.</summary>
    public void Empty()
    {
        while (_clients.Count > 0)
        {
            End(_clients[0], broken: false);
            Look();
        }

        TestSubscriber last = Subscribe(Name, prefetch: 1000);
        Assert.Equal(_returns.Keys.Where(sequence => !_finished.Contains(sequence)).Order(), last.Frames.Select(SequenceOf));
        last.Leave();
        TestSubscriber letters = Subscribe(DeadLetters, prefetch: 1000);
        Assert.Equal(_dead, letters.Frames.Count);
        letters.Leave();
        Assert.Equal(0, Broker.QueueCount);
        Assert.Equal(0, Broker.Statistics.QueueBytes);
    }

    private static long SequenceOf(TestFrame frame) => long.Parse(frame["message-id"]!.Split('-')[1], null);

    private void End(Client client, bool broken)
    {
        _clients.Remove(client);
        foreach (long sequence in client.Unsettled.Keys) Count(sequence, DeliveryOutcome.Returned);
        if (broken) client.Subscriber.Break();
        client.Subscriber.Leave();
    }

    private void Settle(Client client, int choice, TestFrame frame)
    {
        DeliveryOutcome outcome = choice < 80 ? DeliveryOutcome.Accepted : choice < 97 ? DeliveryOutcome.Rejected : DeliveryOutcome.Discarded;
        long sequence = SequenceOf(frame);
        client.Unsettled.Remove(sequence);
        Count(sequence, outcome);
        foreach (Delivery delivery in client.Subscriber.Take(frame))
        {
            delivery.Settle(outcome);
            // A second word on the same delivery must not count, whoever has the message by now.
            delivery.Settle(DeliveryOutcome.Rejected);
            delivery.Settle(DeliveryOutcome.Accepted);
        }
    }

    private void Count(long sequence, DeliveryOutcome outcome)
    {
        bool dead = outcome == DeliveryOutcome.Discarded
            || (outcome is DeliveryOutcome.Rejected or DeliveryOutcome.Returned && ++_returns[sequence] == Options.Queues.MaxDeliveries);
        if (dead) _dead++;
        if (dead || outcome == DeliveryOutcome.Accepted) Assert.True(_finished.Add(sequence), "a message was finished twice");
    }

    private void Receive(Client client, TestFrame frame)
    {
        long sequence = SequenceOf(frame);
        Assert.DoesNotContain(sequence, _finished);
        Assert.DoesNotContain(_clients, other => other.Unsettled.ContainsKey(sequence));
        Assert.Equal(_returns[sequence] > 0 ? "true" : null, frame["redelivered"]);
        Assert.True(client.Lane is null || client.Lane == _lanes[sequence]);
        client.Unsettled.Add(sequence, frame);
    }
}
