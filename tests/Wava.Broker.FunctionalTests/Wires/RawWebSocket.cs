using System.Buffers.Binary;
using System.Text;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Wires;

/// <summary>A WebSocket put together octet by octet, so that a test can get it wrong on purpose.</summary>
internal sealed class RawWebSocket : IAsyncDisposable
{
    public const byte Continuation = 0;
    public const byte Text = 1;
    public const byte Binary = 2;
    public const byte Close = 8;
    public const byte Ping = 9;
    public const byte Pong = 10;
    public const byte Final = 0x80;
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private readonly RawConnection _connection;

    private RawWebSocket(RawConnection connection, string response) => (_connection, Response) = (connection, response);

    /// <summary>The server's answer to the handshake.</summary>
    public string Response { get; }

    public RawConnection Connection => _connection;

    /// <summary>Opens a WebSocket; nothing of STOMP is sent yet.</summary>
    public static async Task<RawWebSocket> OpenAsync(int port, params string[] headers)
    {
        var connection = await RawConnection.OpenAsync(port);
        await connection.SendAsync(Handshake(port, headers));
        var response = await connection.ReadUntilAsync("\r\n\r\n");
        if (!response.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) throw new StompTestException($"No WebSocket was opened:\n{response}");
        return new RawWebSocket(connection, response);
    }

    /// <summary>Opens a WebSocket and a session of STOMP 1.2 on it.</summary>
    public static async Task<RawWebSocket> ConnectAsync(int port)
    {
        var socket = await OpenAsync(port);
        await socket.SendAsync(Final | Text, "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0"u8.ToArray());
        var frame = await socket.ReceiveAsync();
        Assert.StartsWith("CONNECTED\n", frame!.Value.Text, StringComparison.Ordinal);
        return socket;
    }

    /// <summary>A handshake as browsers write it. A given header replaces the usual one of its name; one with an empty value takes it away.</summary>
    public static string Handshake(int port, params string[] headers)
    {
        string[] usual = [$"Host: 127.0.0.1:{port}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", $"Sec-WebSocket-Key: {Key}"];
        var kept = usual.Where(line => !headers.Any(header => header.Split(':')[0] == line.Split(':')[0]));
        return $"GET /ws HTTP/1.1\r\n{string.Concat(kept.Concat(headers.Where(h => !h.EndsWith(": ", StringComparison.Ordinal))).Select(line => line + "\r\n"))}\r\n";
    }

    /// <summary>A frame's octets: its first octet as it is told, masked unless the mask is null.</summary>
    public static byte[] Frame(int first, ReadOnlySpan<byte> payload, uint? mask = 0x37FA213D)
    {
        Span<byte> head = stackalloc byte[14];
        head[0] = (byte)first;
        var length = 2;
        if (payload.Length < 126)
        {
            head[1] = (byte)payload.Length;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            head[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload.Length);
            length = 4;
        }
        else
        {
            head[1] = 127;
            BinaryPrimitives.WriteInt64BigEndian(head[2..], payload.Length);
            length = 10;
        }

        var body = payload.ToArray();
        if (mask is { } key)
        {
            head[1] |= 0x80;
            var octets = head.Slice(length, 4);
            BinaryPrimitives.WriteUInt32BigEndian(octets, key);
            for (var i = 0; i < body.Length; i++) body[i] ^= octets[i & 3];
            length += 4;
        }

        return [.. head[..length], .. body];
    }

    public Task SendAsync(int first, byte[] payload, uint? mask = 0x37FA213D) => _connection.SendAsync(Frame(first, payload, mask));

    public Task SendTextAsync(string text) => SendAsync(Final | Text, Encoding.UTF8.GetBytes(text));

    /// <summary>The server's next frame; null when the connection ends.</summary>
    public async Task<RawFrame?> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var head = new byte[8];
        try
        {
            if (await _connection.Stream.ReadAtLeastAsync(head.AsMemory(0, 2), 2, throwOnEndOfStream: false, limit.Token) < 2) return null;
            long length = head[1] & 0x7F;
            Assert.True((head[1] & 0x80) == 0, "a server's frame is not masked");
            var first = head[0];
            if (length == 126)
            {
                await _connection.Stream.ReadExactlyAsync(head.AsMemory(0, 2), limit.Token);
                length = BinaryPrimitives.ReadUInt16BigEndian(head);
            }
            else if (length == 127)
            {
                await _connection.Stream.ReadExactlyAsync(head.AsMemory(0, 8), limit.Token);
                length = BinaryPrimitives.ReadInt64BigEndian(head);
            }

            var payload = new byte[length];
            await _connection.Stream.ReadExactlyAsync(payload, limit.Token);
            return new RawFrame(first, payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads until the server closes.</summary>
    /// <returns>The close code, or null when the connection ended without a close frame; and the last STOMP frame before it.</returns>
    public async Task<(int? Code, string Last)> ReadToCloseAsync()
    {
        var last = "";
        while (await ReceiveAsync() is { } frame)
        {
            if (frame.Opcode == Close) return (frame.Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(frame.Payload) : 1005, last);
            if (frame.Opcode is Text or Binary) last = frame.Text;
        }

        return (null, last);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
