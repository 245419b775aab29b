using Wava.Broker.Frames;
using Wava.Broker.Sessions;

namespace Wava.Bench.Brokers;

/// <summary>A subscriber whose frames go nowhere.</summary>
internal sealed class NullOutbox : ITransport, IOutboxOwner
{
    private readonly Outbox _outbox;

    public NullOutbox(string destination)
    {
        _outbox = new Outbox(this, this, new OutboxLimits(long.MaxValue, int.MaxValue), TimeProvider.System);
        Subscription = new Subscription(null!, _outbox, 1, "sub-0", destination, AckMode.Auto, StompVersion.V12) { Prefetch = 100 };
    }

    string ITransport.Name => "null";

    string? ITransport.RemoteAddress => null;

    public Subscription Subscription { get; }

    public void Flush() => _outbox.Execute();

    void ITransport.Write(in OutboundFrame frame)
    {
    }

    void ITransport.WriteOwn()
    {
    }

    ValueTask<bool> ITransport.FlushAsync() => new(true);

    void ITransport.BeginClose(StompSession session)
    {
    }

    void ITransport.Abort()
    {
    }

    void IOutboxOwner.OutboxOverflowed()
    {
    }

    void IOutboxOwner.Sent(int messages, int control, long octets)
    {
    }

    void IOutboxOwner.Dropped(OverflowKind policy)
    {
    }

    void IOutboxOwner.TransportFailed(Exception? cause)
    {
    }
}
