using System.Buffers;
using System.IO.Pipelines;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Runs one SockJS session on the pipe of an upgraded connection: reads, feeds the payload, answers pings, and closes in order.</summary>
internal sealed class PipeSocket(PipeReader socket, PipeSocketReceiver receiver, SockJsConnection connection, SocketInput input, SockJsServices services)
{
    private readonly WebSocketDecoder _decoder = new();
    private bool _peerClosed;
    private bool _peerGone;

    /// <summary>Runs until the connection is over.</summary>
    public async Task RunAsync()
    {
        connection.Attach(receiver);
        Task reading = ReadAsync();
        await Task.WhenAny(reading, receiver.Completion);
        try
        {
            // From here on nothing more is written but what is under way.
            connection.End();
            socket.CancelPendingRead();
            await Task.WhenAll(reading, receiver.Completion).WaitAsync(services.Limits.CloseTimeout, services.Time);
            if (_peerGone) return;
            await CloseAsync().WaitAsync(services.Limits.CloseTimeout, services.Time);
            if (!_peerClosed) await Lingering.DrainAsync(socket, services.Limits.CloseTimeout, services.Time);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or TimeoutException)
        {
            // The peer has cut the connection, or takes nothing any more.
            receiver.Abort();
        }
        finally
        {
            _ = DisposeAsync(reading);
        }
    }

    private async Task CloseAsync()
    {
        (int code, string text) = receiver.Closed is { } closed ? closed
            : _decoder.Error is { } error ? (_decoder.ErrorCode, error)
            : _peerClosed && _decoder.CloseCode is not 1005 ? (_decoder.CloseCode, "")
            : (1000, "");
        await receiver.SendCloseAsync(code, text);
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                ReadResult read = await socket.ReadAsync();
                if (read.Buffer.Length > 0) connection.Payload!.Received(read.Buffer.Length);
                bool alive = Take(read.Buffer);
                socket.AdvanceTo(read.Buffer.End);
                await input.HandAsync();
                if (read.IsCompleted) _peerGone = !_peerClosed;
                if (!alive || read.IsCompleted || receiver.Completion.IsCompleted) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer has cut the connection: nothing out of the ordinary.
            _peerGone = true;
        }
    }

    private bool Take(ReadOnlySequence<byte> octets)
    {
        foreach (ReadOnlyMemory<byte> piece in octets)
        {
            ReadOnlyMemory<byte> rest = piece;
            if (!Take(ref rest)) return false;
        }

        return true;
    }

    /// <summary>Takes a piece apart. False: the client has closed, or broken the rules.</summary>
    private bool Take(ref ReadOnlyMemory<byte> rest)
    {
        while (true)
        {
            switch (_decoder.Decode(ref rest, out ReadOnlyMemory<byte> payload))
            {
                case WebSocketDecodeStatus.Payload:
                    if (!input.Take(payload.Span, _decoder.IsBetweenMessages)) return false;
                    continue;
                case WebSocketDecodeStatus.Ping:
                    receiver.Answer(_decoder.Control);
                    connection.Wake();
                    continue;
                case WebSocketDecodeStatus.Close:
                    _peerClosed = true;
                    return false;
                case WebSocketDecodeStatus.Error:
                    return false;
                default:
                    // A message may end with an empty frame.
                    return !_decoder.IsBetweenMessages || input.Take(default, endsMessage: true);
            }
        }
    }

    /// <summary>Gives the input's memory back once nobody uses it, which may be after the connection is over.</summary>
    private async Task DisposeAsync(Task reading)
    {
        await reading;
        input.Dispose();
    }
}
