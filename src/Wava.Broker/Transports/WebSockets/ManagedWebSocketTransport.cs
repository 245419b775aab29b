using System.Buffers;
using System.Net.WebSockets;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>STOMP in WebSocket messages of the framework's own class: over HTTP/2, with compression, and on hosts that lend no pipe.</summary>
internal sealed class ManagedWebSocketTransport(WebSocket socket, string? remoteAddress, TimeProvider time) : ITransport
{
    private readonly ArrayBufferWriter<byte> _octets = new();
    private readonly List<(int Length, bool IsBinary)> _frames = [];
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "websocket";

    public string? RemoteAddress => remoteAddress;

    public void Write(in OutboundFrame frame)
    {
        PipeOutput.Copy(frame, _octets.GetSpan(frame.Length));
        _octets.Advance(frame.Length);
        _frames.Add((frame.Length, frame.IsBinary));
    }

    public void WriteOwn()
    {
        // The framework answers pings itself.
    }

    public async ValueTask<bool> FlushAsync()
    {
        try
        {
            int at = 0;
            foreach ((int length, bool isBinary) in _frames)
            {
                WebSocketMessageType type = isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
                await socket.SendAsync(_octets.WrittenMemory.Slice(at, length), type, endOfMessage: true, CancellationToken.None);
                at += length;
            }

            return true;
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _octets.ResetWrittenCount();
            _frames.Clear();
        }
    }

    /// <summary>Completes when goodbye has been said.</summary>
    public Task Closing { get; private set; } = Task.CompletedTask;

    /// <summary>Says goodbye as soon as everything is said; the reading loop, which cannot be woken, ends with the peer's answer.</summary>
    public void BeginClose(StompSession session) => Closing = CloseOutputAsync(session);

    /// <summary>Completes when the peer has had its time to answer the goodbye and has not.</summary>
    public Task GivenUp => _givenUp.Task;

    /// <summary>
    /// Cuts the connection, or, once goodbye has been said, only waits no longer: a stream of HTTP/2 that is cut is reset, and takes away from a
    /// late reader what it has not read yet.
    /// </summary>
    public void Abort()
    {
        if (socket.State == WebSocketState.CloseSent) _givenUp.TrySetResult();
        else socket.Abort();
    }

    private async Task CloseOutputAsync(StompSession session)
    {
        try
        {
            if (!await session.WhenDrainedAsync())
            {
                Abort();
                return;
            }

            using var limit = new CancellationTokenSource(session.CloseTimeout, time);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)session.Closing!.Code, session.Closing.Text, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            Abort();
        }
    }
}
