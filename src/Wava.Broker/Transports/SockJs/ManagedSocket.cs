using System.Buffers;
using System.Net.WebSockets;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Runs one SockJS session on a WebSocket of the framework's class: reads, feeds the payload, and closes in order.</summary>
internal sealed class ManagedSocket(WebSocket socket, ManagedSocketReceiver receiver, SockJsConnection connection, SocketInput input, SockJsServices services)
{
    private const int BufferSize = 4 * 1024;

    /// <summary>Runs until the connection is over.</summary>
    public async Task RunAsync()
    {
        try
        {
            connection.Attach(receiver);
            Task reading = ReadAsync();
            await Task.WhenAny(reading, receiver.Completion);
            if (receiver.Closed is not null) await SayGoodbyeAsync(reading);
        }
        finally
        {
            connection.End();
            if (socket.State is not (WebSocketState.Closed or WebSocketState.CloseSent)) socket.Abort();
        }
    }

    private async Task SayGoodbyeAsync(Task reading)
    {
        using var limit = new CancellationTokenSource(services.Limits.CloseTimeout, services.Time);
        try
        {
            // The close frame has been written and not been sent: whoever says goodbye last sends.
            await receiver.FlushAsync();
            (int code, string reason) = receiver.Closed!.Value;
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason.Length > 100 ? reason[..100] : reason, limit.Token);
            await reading.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer did not wait for it.
        }
    }

    private async Task ReadAsync()
    {
        bool listening = true;
        try
        {
            while (true)
            {
                // An idle connection holds no buffer: one is rented when there is something to put into it.
                if ((await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None)).MessageType == WebSocketMessageType.Close) break;
                byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                try
                {
                    ValueWebSocketReceiveResult read = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    if (read.MessageType == WebSocketMessageType.Close) break;
                    if (listening)
                    {
                        connection.Payload!.Received(read.Count);
                        listening = input.Take(buffer.AsSpan(0, read.Count), read.EndOfMessage);
                        await input.HandAsync();
                    }
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }

            // The client has said goodbye: its session is over, and it hears the same.
            if (receiver.Closed is null) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer has cut the connection, or broke RFC 6455 and has been told so by the framework.
        }
        finally
        {
            input.Dispose();
        }
    }
}
