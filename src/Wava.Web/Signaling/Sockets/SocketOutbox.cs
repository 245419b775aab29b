using System.Net.WebSockets;
using System.Threading.Channels;

namespace Wava.Web.Signaling.Sockets;

/// <summary>What waits to be sent to one bare socket: so much and no more. Whoever puts something in never waits.</summary>
internal sealed class SocketOutbox(WebSocket socket, int mostOctets)
{
    private readonly Channel<byte[]> _texts = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private long _octets;

    /// <summary>Puts a text in; false when too much waits, or nothing more is taken.</summary>
    public bool TryAdd(byte[] text)
    {
        // What one text costs besides its octets is counted as well.
        if (Interlocked.Add(ref _octets, text.Length + 64) <= mostOctets && _texts.Writer.TryWrite(text)) return true;
        Interlocked.Add(ref _octets, -text.Length - 64);
        return false;
    }

    /// <summary>Takes no more.</summary>
    public void Complete() => _texts.Writer.TryComplete();

    /// <summary>Sends, until there is nothing left and nothing more is taken.</summary>
    public async Task SendAllAsync(CancellationToken stop)
    {
        await foreach (byte[] text in _texts.Reader.ReadAllAsync(stop))
        {
            await socket.SendAsync(text.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, stop);
            Interlocked.Add(ref _octets, -text.Length - 64);
        }
    }
}
