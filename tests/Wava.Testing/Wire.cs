using System.Net.Sockets;
using System.Net.WebSockets;

namespace Wava.Testing;

/// <summary>How and why a connection ended; the code is a WebSocket's.</summary>
internal sealed record Closing(int? Code, string Reason);

/// <summary>What one read brought: octets, or the end.</summary>
internal readonly record struct Chunk(int Count, bool Binary, bool EndOfMessage, Closing? Closed);

/// <summary>The one difference between a byte stream and a WebSocket.</summary>
internal abstract class Wire
{
    internal abstract ValueTask SendAsync(ReadOnlyMemory<byte> octets, bool binary, bool endOfMessage);

    /// <summary>Reads once; the end of the connection, orderly or not, is an answer and not an exception.</summary>
    internal abstract ValueTask<Chunk> ReadAsync(Memory<byte> buffer);

    /// <summary>Says that nothing more will be sent, and leaves reading open where that is possible.</summary>
    internal abstract ValueTask CloseAsync();

    /// <summary>Lets go of the connection at once and without a word.</summary>
    internal abstract void Drop();
}

internal sealed class StreamWire(Stream stream, Socket? socket = null) : Wire
{
    internal override async ValueTask SendAsync(ReadOnlyMemory<byte> octets, bool binary, bool endOfMessage)
    {
        await stream.WriteAsync(octets);
        await stream.FlushAsync();
    }

    internal override async ValueTask<Chunk> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            var count = await stream.ReadAsync(buffer);
            return new(count, false, false, count > 0 ? null : new(null, "the stream ended"));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return new(0, false, false, new(null, e.Message));
        }
    }

    internal override async ValueTask CloseAsync()
    {
        if (stream is System.Net.Security.SslStream tls) await tls.ShutdownAsync();
        if (socket is null) await stream.DisposeAsync();
        else socket.Shutdown(SocketShutdown.Send);
    }

    internal override void Drop()
    {
        // Closing a socket without lingering sends a reset, as a process that is killed may.
        socket?.Close(0);
        stream.Dispose();
    }
}

internal sealed class WebSocketWire(WebSocket socket) : Wire
{
    internal override ValueTask SendAsync(ReadOnlyMemory<byte> octets, bool binary, bool endOfMessage) =>
        socket.SendAsync(octets, binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage, CancellationToken.None);

    internal override async ValueTask<Chunk> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            var result = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (result.MessageType != WebSocketMessageType.Close)
                return new(result.Count, result.MessageType == WebSocketMessageType.Binary, result.EndOfMessage, null);

            var closing = new Closing((int?)socket.CloseStatus, socket.CloseStatusDescription ?? "");
            await AnswerCloseAsync();
            return new(0, false, true, closing);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            return new(0, false, false, new(null, "no close frame came: " + e.Message));
        }
    }

    internal override async ValueTask CloseAsync()
    {
        if (socket.State != WebSocketState.Open) return;
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    internal override void Drop()
    {
        socket.Abort();
        socket.Dispose();
    }

    private async Task AnswerCloseAsync()
    {
        if (socket.State != WebSocketState.CloseReceived) return;
        try
        {
            await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or ArgumentException)
        {
            // The server does not wait for the answer, or its code may not be sent: the connection is over either way.
        }
    }
}
