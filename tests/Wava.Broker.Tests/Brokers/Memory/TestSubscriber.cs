using Wava.Broker.Brokers;
using Wava.Broker.Frames;
using Wava.Broker.Messages.Selectors;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Brokers.Memory;

/// <summary>A client without a session: a real subscription and outbox over a transport that keeps what it is given.</summary>
internal sealed class TestSubscriber : ITransport, IOutboxOwner
{
    private readonly IMessageBroker _broker;
    private readonly TestFrameDecoder _decoder = new() { Version = "1.2" };
    private readonly List<TestFrame> _frames = [];
    private readonly List<byte> _octets = [];
    private readonly Outbox _outbox;

    public TestSubscriber(
        IMessageBroker broker,
        string destination,
        AckMode ack = AckMode.Auto,
        int prefetch = 10,
        ReplayRequest? replay = null,
        string? selector = null,
        int maxFrames = int.MaxValue)
    {
        _broker = broker;
        _outbox = new Outbox(this, this, new OutboxLimits(long.MaxValue, maxFrames), TimeProvider.System);
        Selector? parsed = null;
        if (selector is not null) Assert.True(Selector.TryParse(selector, out parsed, out _));
        Subscription = new Subscription(null!, _outbox, 1, "s", destination, ack, StompVersion.V12)
        {
            Prefetch = prefetch,
            Replay = replay,
            Selector = parsed,
        };
    }

    string ITransport.Name => "test";

    string? ITransport.RemoteAddress => null;

    public Subscription Subscription { get; }

    public SubscribeResult Result { get; private set; }

    /// <summary>Called for every frame on the thread that flushes; the frame is then not kept.</summary>
    public Action<TestFrame>? OnFrame { get; init; }

    /// <summary>Called when more than <c>maxFrames</c> wait: in the middle of a delivery, under the publisher's locks.</summary>
    public Action? OnOverflow { get; init; }

    /// <summary>Keeps nothing at all: for those who count allocations.</summary>
    public bool Deaf { get; init; }

    /// <summary>All frames so far. Flushes the outbox on this thread.</summary>
    public IReadOnlyList<TestFrame> Frames
    {
        get
        {
            Flush();
            return _frames;
        }
    }

    public IEnumerable<string> Bodies => Frames.Select(frame => frame.Text);

    /// <summary>How many frames wait to be flushed.</summary>
    public int Waiting => _outbox.Frames;

    /// <summary>Flushes on this thread; for tests that keep a flush batch open, so that no other thread does.</summary>
    public void Flush() => _outbox.Execute();

    /// <summary>Takes nothing more in and gives all frames once the flushing threads have written them.</summary>
    public async Task<IReadOnlyList<TestFrame>> FinishAsync()
    {
        _outbox.Complete(null, discard: false, []);
        await _outbox.WhenDrained();
        return _frames;
    }

    public TestSubscriber Join()
    {
        Task<SubscribeResult> joined = _broker.SubscribeAsync(Subscription, default).AsTask();
        Assert.True(joined.IsCompletedSuccessfully);
        Result = joined.Result;
        return this;
    }

    /// <summary>UNSUBSCRIBE: what did not leave goes back first, then what was not acknowledged.</summary>
    public void Leave()
    {
        Assert.True(_broker.UnsubscribeAsync(Subscription).AsTask().IsCompletedSuccessfully);
        var deliveries = new List<Delivery>();
        _outbox.Withdraw(Subscription, deliveries);
        Settle(deliveries, DeliveryOutcome.Unsent);
        Subscription.Ledger?.TakeAll(deliveries);
        Settle(deliveries, DeliveryOutcome.Returned);
    }

    /// <summary>The connection is gone: nothing more can be delivered, but the session has not noticed yet.</summary>
    public void Break()
    {
        var unsent = new List<Delivery>();
        _outbox.Abandon(unsent);
        Settle(unsent, DeliveryOutcome.Unsent);
    }

    public void Ack(string body) => Settle(body, DeliveryOutcome.Accepted);

    public void Nack(string body) => Settle(body, DeliveryOutcome.Rejected);

    public void Discard(string body) => Settle(body, DeliveryOutcome.Discarded);

    public void Settle(TestFrame frame, DeliveryOutcome outcome) => Settle(Take(frame), outcome);

    /// <summary>The deliveries that an ACK of this frame speaks of.</summary>
    public List<Delivery> Take(TestFrame frame)
    {
        var taken = new List<Delivery>();
        long number = long.Parse(frame["ack"]!.Split('-')[1], null);
        Assert.True(Subscription.Ledger!.TryTake(number, Subscription.AckMode == AckMode.Client, taken));
        return taken;
    }

    void ITransport.Write(in OutboundFrame frame)
    {
        if (Deaf) return;
        _octets.AddRange(frame.Head);
        _octets.AddRange(frame.Middle);
        _octets.AddRange(frame.Tail);
    }

    void ITransport.WriteOwn()
    {
    }

    ValueTask<bool> ITransport.FlushAsync()
    {
        if (_octets.Count == 0) return new ValueTask<bool>(true);
        _decoder.Append(_octets.ToArray());
        _octets.Clear();
        while (_decoder.TryRead(out TestFrame? frame))
        {
            if (OnFrame is null) _frames.Add(frame);
            else OnFrame(frame);
        }

        return new ValueTask<bool>(true);
    }

    void ITransport.BeginClose(StompSession session)
    {
    }

    void ITransport.Abort()
    {
    }

    void IOutboxOwner.OutboxOverflowed() => OnOverflow?.Invoke();

    void IOutboxOwner.Sent(int messages, int control, long octets)
    {
    }

    void IOutboxOwner.Dropped(OverflowKind policy)
    {
    }

    void IOutboxOwner.TransportFailed(Exception? cause)
    {
    }

    private void Settle(string body, DeliveryOutcome outcome) => Settle(Frames.Last(frame => frame.Text == body), outcome);

    private static void Settle(List<Delivery> deliveries, DeliveryOutcome outcome)
    {
        foreach (Delivery delivery in deliveries) delivery.Settle(outcome);
        deliveries.Clear();
    }
}
