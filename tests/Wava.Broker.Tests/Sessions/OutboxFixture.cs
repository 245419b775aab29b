using System.Text;
using Wava.Broker.Frames;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

/// <summary>An outbox on a transport that is none. Flushes happen when the test says so, on its own thread.</summary>
internal sealed class OutboxFixture : IOutboxOwner
{
    private readonly StompSession _session;
    private long _sequence;

    public OutboxFixture(SessionFixture broker, long octets = 1_000_000, int frames = 1_000)
    {
        Clock = broker.Clock;
        Outbox = new Outbox(Transport, this, new OutboxLimits(octets, frames), Clock);
        _session = new StompSession(broker.Services, new FakeTransport(), user: null);
    }

    public FakeTimeProvider Clock { get; }

    public FakeTransport Transport { get; } = new();

    public Outbox Outbox { get; }

    public int Overflows { get; private set; }

    public int TransportFailures { get; private set; }

    public List<OverflowKind> Drops { get; } = [];

    public (int Messages, int Control, long Octets) Counted { get; private set; }

    public List<TestDelivery> Deliveries { get; } = [];

    /// <summary>The bodies of all messages that went out, in order.</summary>
    public IEnumerable<string> Bodies => Transport.Written.Where(frame => frame.StartsWith("MESSAGE", StringComparison.Ordinal)).Select(BodyOf);

    public static string BodyOf(string frame) => frame[(frame.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].TrimEnd('\0');

    public Subscription Subscription(
        string id = "s", OverflowPolicy? policy = null, AckMode ack = AckMode.Auto, StompVersion version = StompVersion.V12, int number = 1) =>
        new(_session, Outbox, number, id, "/topic/a", ack, version) { Overflow = policy ?? OverflowPolicy.Disconnect };

    public Message Message(string body = "x", params (string Name, string Value)[] headers)
    {
        Message message = Wava.Broker.Messages.Message.Create(
            "/topic/a", Encoding.UTF8.GetBytes(body), headers: headers.Select(h => KeyValuePair.Create(h.Name, h.Value)));
        message.AssignId("e"u8, ++_sequence);
        return message;
    }

    public TestDelivery Lend(Message message, bool redelivered = false)
    {
        var delivery = new TestDelivery(message, redelivered);
        Deliveries.Add(delivery);
        return delivery;
    }

    /// <summary>Appends without a flush happening by itself.</summary>
    public bool Deliver(Subscription subscription, Message message, Delivery? delivery = null) =>
        Held(() => Outbox.Append(message, subscription, delivery));

    public bool Deliver(Subscription subscription, string body, params (string Name, string Value)[] headers) =>
        Deliver(subscription, Message(body, headers));

    public void Control(string frame) => Held(() =>
    {
        Outbox.Append(Encoding.UTF8.GetBytes(frame));
        return true;
    });

    public void Own() => Held(() =>
    {
        Outbox.AppendOwn();
        return true;
    });

    public List<Delivery> Complete(string? last = null, bool discard = false)
    {
        var unsent = new List<Delivery>();
        Held(() =>
        {
            Outbox.Complete(last is null ? null : Encoding.UTF8.GetBytes(last), discard, unsent);
            return true;
        });
        return unsent;
    }

    public void Flush() => Outbox.Execute();

    void IOutboxOwner.OutboxOverflowed() => Overflows++;

    void IOutboxOwner.Sent(int messages, int control, long octets) =>
        Counted = (Counted.Messages + messages, Counted.Control + control, Counted.Octets + octets);

    void IOutboxOwner.Dropped(OverflowKind policy) => Drops.Add(policy);

    void IOutboxOwner.TransportFailed(Exception? cause) => TransportFailures++;

    // What is appended inside an open batch is only noted; the batch is then forgotten with its thread.
    private static bool Held(Func<bool> append)
    {
        bool result = false;
        var thread = new Thread(() =>
        {
            FlushBatch.Open();
            result = append();
        });
        thread.Start();
        thread.Join();
        return result;
    }
}

/// <summary>A lent message that notes how it ended, and that nobody says so twice.</summary>
internal sealed class TestDelivery(Message message, bool redelivered = false) : Delivery
{
    private int _settled;

    public override Message Message => message;

    public override bool Redelivered => redelivered;

    public DeliveryOutcome? Outcome { get; private set; }

    public override void Settle(DeliveryOutcome outcome)
    {
        Assert.Equal(1, Interlocked.Increment(ref _settled));
        Outcome = outcome;
    }
}
