using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Wires;

/// <summary>A socket that a test writes to and reads from by hand.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Socket _socket;

    private RawConnection(Socket socket) => _socket = socket;

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        return new RawConnection(socket);
    }

    /// <summary>The stream under everything; the connection owns it.</summary>
    public NetworkStream Stream => field ??= new NetworkStream(_socket);

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte[] octets) => Stream.WriteAsync(octets).AsTask();

    /// <summary>Reads until what came ends with the text; fails with what came instead.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        using var limit = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        var one = new byte[1];
        try
        {
            while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
            {
                if (await Stream.ReadAsync(one, limit.Token) == 0) throw new StompTestException($"Expected '{end}', but the connection ended after:\n{text}");
                text.Append((char)one[0]);
            }
        }
        catch (OperationCanceledException)
        {
            throw new StompTestException($"Expected '{end}', but only this came:\n{text}");
        }

        return text.ToString();
    }

    /// <summary>A whole answer of HTTP/1.1 with its head and body.</summary>
    public async Task<string> ReadResponseAsync()
    {
        var head = await ReadUntilAsync("\r\n\r\n");
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)) return head + await ReadUntilAsync("0\r\n\r\n");
        var length = head.Split("Content-Length: ") is [_, var rest] ? int.Parse(rest.Split("\r\n")[0], CultureInfo.InvariantCulture) : 0;
        var body = new byte[length];
        await Stream.ReadExactlyAsync(body);
        return head + Encoding.UTF8.GetString(body);
    }

    /// <summary>Everything that comes until the peer closes, in order or not.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        using var all = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(all, limit.Token);
        }
        catch (IOException)
        {
            // A reset is an end as well.
        }

        return all.ToArray();
    }

    public async Task<string> ReadTextToEndAsync() => Encoding.UTF8.GetString(await ReadToEndAsync());

    /// <summary>Says that nothing more will come, and goes on reading.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        _socket.Dispose();
    }
}
