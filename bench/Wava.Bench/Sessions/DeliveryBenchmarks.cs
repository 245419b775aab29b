using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Frames;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Bench.Sessions;

/// <summary>
/// What one delivery costs between the broker and the socket: into the outbox, out of it, framed as a WebSocket message into the pipe. The pipe
/// leads nowhere. Publishing is the same with the look-up, the number and the order on top; its allocation is the message itself.
/// </summary>
[MemoryDiagnoser]
public class DeliveryBenchmarks
{
    private const int Burst = 64;
    private const int Crowd = 100;

    private readonly MemoryBroker _broker = new(new MemoryBrokerOptions(), TimeProvider.System);
    private readonly byte[] _send = Encoding.UTF8.GetBytes($"SEND\ndestination:/topic/bench\ncontent-type:text/plain\ncontent-length:128\n\n{new string('x', 128)}\0");
    private readonly FrameReader _reader = new(FrameLimits.Default);
    private Outbox _outbox = null!;
    private Subscription _subscription = null!;
    private Message _message = null!;

    [GlobalSetup]
    public void Subscribe()
    {
        (_outbox, _subscription) = Connect(StompVersion.V12);
        _message = Message.FromSend(Read());
        _message.AssignId("abcdefgh"u8, 123456);
        for (int i = 0; i < Crowd; i++)
        {
            (_, Subscription subscription) = Connect(StompVersion.V12);
            _broker.SubscribeAsync(subscription, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    [Benchmark(OperationsPerInvoke = Burst, Description = "append and write, per delivery")]
    public void AppendAndWrite()
    {
        FlushBatch.Open();
        for (int i = 0; i < Burst; i++) _outbox.Append(_message, _subscription, null);
        FlushBatch.RunHere();
        FlushBatch.Close();
    }

    [Benchmark(OperationsPerInvoke = Crowd * Burst, Description = "read, publish to 100, write, per delivery")]
    public void Publish()
    {
        FlushBatch.Open();
        for (int i = 0; i < Burst; i++) _ = _broker.PublishAsync(Message.FromSend(Read()), CancellationToken.None);
        FlushBatch.RunHere();
        FlushBatch.Close();
    }

    [Benchmark(Description = "read a SEND and make its message")]
    public Message ReadAndEncode() => Message.FromSend(Read());

    private StompFrame Read()
    {
        ReadOnlyMemory<byte> octets = _send;
        _reader.Read(ref octets);
        return _reader.Frame;
    }

    private static (Outbox Outbox, Subscription Subscription) Connect(StompVersion version)
    {
        var transport = new PipeWebSocketTransport(new DefaultHttpContext(), null, new Nowhere());
        var outbox = new Outbox(transport, new NoOwner(), new OutboxLimits(long.MaxValue, int.MaxValue), TimeProvider.System);
        return (outbox, new Subscription(null!, outbox, 1, "sub-0", "/topic/bench", AckMode.Auto, version));
    }

    private sealed class Nowhere : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(Stream.Null);

        public PipeWriter Output { get; } = PipeWriter.Create(Stream.Null);
    }

    private sealed class NoOwner : IOutboxOwner
    {
        public void OutboxOverflowed()
        {
        }

        public void Sent(int messages, int control, long octets)
        {
        }

        public void Dropped(OverflowKind policy)
        {
        }

        public void TransportFailed(Exception? cause)
        {
        }
    }
}
