using System.Buffers;
using System.Net.WebSockets;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>Runs one WebSocket of the framework's class: reads, feeds the session, and closes in order.</summary>
internal sealed class ManagedWebSocketConnection(WebSocket socket, ManagedWebSocketTransport transport, StompSession session)
{
    private const int BufferSize = 8 * 1024;

    /// <summary>Runs until the connection is over.</summary>
    public async Task RunAsync()
    {
        Task reading = ReadAsync();
        try
        {
            // The first of the two; what reading throws unexpectedly is for the host's log.
            await await Task.WhenAny(reading, transport.GivenUp);
        }
        finally
        {
            await session.EndAsync();
            // To cut what has been closed in order would take the goodbye away from the peer.
            if (socket.State is not (WebSocketState.Closed or WebSocketState.CloseSent)) socket.Abort();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await ReadPieceAsync())
            {
                // On to the next piece.
            }

            session.Leave();
            await transport.Closing;
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer has cut the connection, or broke RFC 6455 and has been told so by the framework.
        }
    }

    /// <summary>Reads what there is and feeds it to the session. False: the peer has said goodbye.</summary>
    private async ValueTask<bool> ReadPieceAsync()
    {
        // An idle connection holds no buffer: one is rented when there is something to put into it. A goodbye may be read without one.
        if ((await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None)).MessageType == WebSocketMessageType.Close) return false;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            ValueWebSocketReceiveResult read = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (read.MessageType == WebSocketMessageType.Close) return false;
            // After an ERROR nothing is listened to any more, but read on: the peer's close frame is still to come.
            if (session.Closing is not null) return true;
            session.Received(read.Count);
            await session.ReceiveAsync(buffer.AsMemory(0, read.Count));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
