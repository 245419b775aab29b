using System.Buffers;
using System.IO.Pipelines;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>Runs one WebSocket on its pipe: reads, feeds the session, answers pings, and closes in order.</summary>
internal sealed class PipeWebSocketConnection(PipeWebSocketTransport transport, StompSession session, TimeProvider time)
{
    private readonly WebSocketDecoder _decoder = new();
    private bool _peerClosed;
    private bool _peerGone;

    /// <summary>Runs until the connection is over.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync();
            if (session.Closing is null && !_peerGone) session.Leave();
            if (session.Closing is not null)
            {
                if (await session.WhenDrainedAsync()) await CloseAsync();
                else transport.Abort();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer has cut the connection: nothing out of the ordinary.
            _peerGone = true;
        }
        finally
        {
            await session.EndAsync();
        }

        if (!_peerGone && !_peerClosed) await Lingering.DrainAsync(transport.Input, session.CloseTimeout, time);
    }

    private async Task CloseAsync()
    {
        CloseReason reason = session.Closing!;
        (int code, string text) = _decoder.Error is { } error ? (_decoder.ErrorCode, error)
            : _peerClosed ? (_decoder.CloseCode is 1005 ? 1000 : _decoder.CloseCode, "")
            : (reason.Code, reason.Text);
        await transport.SendCloseAsync(code, text);
    }

    private async Task ReadAsync()
    {
        PipeReader input = transport.Input;
        while (true)
        {
            ReadResult read = await input.ReadAsync();
            session.Received(read.Buffer.Length);
            bool alive = await FeedAsync(read.Buffer);
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) _peerGone = !_peerClosed;
            if (!alive || read.IsCompleted) return;
        }
    }

    private ValueTask<bool> FeedAsync(ReadOnlySequence<byte> octets)
    {
        FlushBatch.Open();
        try
        {
            ReadOnlySequence<byte>.Enumerator pieces = octets.GetEnumerator();
            while (pieces.MoveNext())
            {
                ReadOnlyMemory<byte> rest = pieces.Current;
                ValueTask<bool> fed = FeedAsync(ref rest);
                if (!fed.IsCompletedSuccessfully) return FeedRestAsync(fed, rest, pieces);
                if (!fed.Result) return new ValueTask<bool>(false);
            }

            return new ValueTask<bool>(session.Closing is null);
        }
        finally
        {
            FlushBatch.Close();
        }
    }

    /// <summary>Goes on where a frame had to wait for something: with the rest of its piece, then with the other pieces.</summary>
    private async ValueTask<bool> FeedRestAsync(ValueTask<bool> fed, ReadOnlyMemory<byte> rest, ReadOnlySequence<byte>.Enumerator pieces)
    {
        if (!await fed) return false;
        do
        {
            while (!rest.IsEmpty)
            {
                if (!await FeedAsync(ref rest)) return false;
            }

            if (!pieces.MoveNext()) return session.Closing is null;
            rest = pieces.Current;
        }
        while (true);
    }

    /// <summary>Feeds the session until the piece is used up or a frame must wait for something.</summary>
    private ValueTask<bool> FeedAsync(ref ReadOnlyMemory<byte> rest)
    {
        while (true)
        {
            switch (_decoder.Decode(ref rest, out ReadOnlyMemory<byte> payload))
            {
                case WebSocketDecodeStatus.Payload:
                    ValueTask<bool> received = session.ReceiveAsync(payload);
                    if (!received.IsCompletedSuccessfully || !received.Result) return received;
                    continue;
                case WebSocketDecodeStatus.Ping:
                    if (transport.Answer(_decoder.Control)) session.Outbox.AppendOwn();
                    continue;
                case WebSocketDecodeStatus.Close:
                    _peerClosed = true;
                    session.Leave();
                    return new ValueTask<bool>(false);
                case WebSocketDecodeStatus.Error:
                    session.Fail(new ErrorReply(CloseReason.Protocol, "Broken WebSocket frame", _decoder.Error!));
                    return new ValueTask<bool>(false);
                default:
                    return new ValueTask<bool>(true);
            }
        }
    }
}
