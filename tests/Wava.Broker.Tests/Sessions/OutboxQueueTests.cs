using Wava.Broker.Frames;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

public class OutboxQueueTests
{
    [Theory]
    [InlineData("disconnect")]
    [InlineData("drop-oldest")]
    [InlineData("conflate(key)")]
    public void What_a_queue_has_lent_is_never_dropped_but_given_back(string policy)
    {
        var owner = new Owner();
        var outbox = new Outbox(new SilentTransport(), owner, new OutboxLimits(1024 * 1024, 8), TimeProvider.System);
        var subscription = new Subscription(null!, outbox, 1, "0", "/queue/a", AckMode.Auto, StompVersion.V12) { Overflow = OverflowPolicy.Parse(policy)! };
        var unsent = new List<Delivery>();

        // An open batch holds the flush back: nothing leaves the outbox.
        FlushBatch.Open();
        bool[] accepted = [.. Enumerable.Range(0, 9).Select(_ => subscription.Deliver(Letter, new Loan(Letter)))];
        outbox.Abandon(unsent);
        FlushBatch.Close();

        Assert.Equal([true, true, true, true, true, true, true, true, false], accepted);
        Assert.Equal(8, unsent.Count);
        Assert.Equal((1, 0), (owner.Overflows, owner.Drops));
    }

    private static Message Letter { get; } = Message.Create("/queue/a", "x"u8, headers: [new("key", "same")]);

    private sealed class Loan(Message message) : Delivery
    {
        public override Message Message => message;

        public override bool Redelivered => false;

        public override void Settle(DeliveryOutcome outcome)
        {
        }
    }

    private sealed class Owner : IOutboxOwner
    {
        public int Overflows { get; private set; }

        public int Drops { get; private set; }

        public void OutboxOverflowed() => Overflows++;

        public void Sent(int messages, int control, long octets)
        {
        }

        public void Dropped(OverflowKind policy) => Drops++;

        public void TransportFailed(Exception? cause)
        {
        }
    }

    private sealed class SilentTransport : ITransport
    {
        public string Name => "test";

        public string? RemoteAddress => null;

        public void Write(in OutboundFrame frame)
        {
        }

        public void WriteOwn()
        {
        }

        public ValueTask<bool> FlushAsync() => new(true);

        public void BeginClose(StompSession session)
        {
        }

        public void Abort()
        {
        }
    }
}
