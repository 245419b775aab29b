using System.Net.WebSockets;

namespace Wava.Broker.Transports.SockJs;

/// <summary>A WebSocket of the framework's class: over HTTP/2, and on hosts that lend no pipe.</summary>
internal sealed class ManagedSocketReceiver(WebSocket socket, bool isRaw) : SocketReceiver(isRaw)
{
    private readonly List<int> _lengths = [];
    private OctetBuffer _frames;

    public override async ValueTask<bool> FlushAsync()
    {
        try
        {
            int at = 0;
            foreach (int length in _lengths)
            {
                await socket.SendAsync(_frames.Memory.Slice(at, length), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
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
            _frames.Release();
            _lengths.Clear();
        }
    }

    public override void Abort() => socket.Abort();

    protected override void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail)
    {
        _frames.Append(head);
        _frames.Append(body);
        _frames.Append(tail);
        _lengths.Add(head.Length + body.Length + tail.Length);
    }
}
