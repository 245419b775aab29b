using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Wava.ChatLoad;

/// <summary>One member of a room on a socket of its own: writes, counts what comes, and takes the time until each receipt. Costs little, so that the server is measured.</summary>
internal sealed class LoadMember : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly string _room;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _sent = [];
    private readonly List<double> _delays = [];
    private readonly SemaphoreSlim _window = new(0);
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _last;
    private int _messages;

    private LoadMember(NetworkStream stream, string room) => (_stream, _room) = (stream, room);

    public int Messages => Volatile.Read(ref _messages);

    public int Receipts
    {
        get
        {
            lock (_gate) return _delays.Count;
        }
    }

    public IReadOnlyList<double> Delays
    {
        get
        {
            lock (_gate) return [.. _delays];
        }
    }

    public static async Task<LoadMember> ConnectAsync(Uri url, string token, string room)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(url.Host, url.Port);
        var member = new LoadMember(new NetworkStream(socket, ownsSocket: true), room);
        await member._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /ws HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        await member.ReadHandshakeAsync();
        _ = member.ReadAsync();
        await member.AskAsync($"CONNECT\naccept-version:1.2\nhost:load\nheart-beat:0,0\nAuthorization:Bearer {token}\n\n\0");
        await member.AskAsync($"SUBSCRIBE\nid:room\ndestination:/topic/public/{room}\nreceipt:0\n\n\0");
        return member;
    }

    public void Reset()
    {
        lock (_gate) _delays.Clear();
        Volatile.Write(ref _messages, 0);
    }

    /// <summary>Writes as fast as receipts come, with so many messages on the way.</summary>
    public async Task WriteAsync(int window, CancellationToken stop)
    {
        while (_window.CurrentCount > 0) await _window.WaitAsync(CancellationToken.None);
        for (int i = 0; i < window; i++) await SendAsync();
        int open = window;
        while (open > 0)
        {
            await _window.WaitAsync(CancellationToken.None);
            open--;
            if (stop.IsCancellationRequested) continue;
            await SendAsync();
            open++;
        }
    }

    /// <summary>Writes a message every so often.</summary>
    public async Task WriteAsync(TimeSpan pause, CancellationToken stop)
    {
        while (_window.CurrentCount > 0) await _window.WaitAsync(CancellationToken.None);
        await Task.Delay(pause * Random.Shared.NextDouble(), CancellationToken.None);
        using var timer = new PeriodicTimer(pause);
        int sent = 0;
        while (!stop.IsCancellationRequested)
        {
            await SendAsync();
            sent++;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        for (; sent > 0; sent--) await _window.WaitAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _window.Dispose();
    }

    private async Task AskAsync(string frame)
    {
        _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendTextAsync(frame);
        await _connected.Task;
    }

    private async Task SendAsync()
    {
        int number;
        lock (_gate)
        {
            number = ++_last;
            _sent[number] = Stopwatch.GetTimestamp();
        }

        string body = $$"""{"clientId":"{{Guid.NewGuid():N}}","text":"Message {{number}} of many: what people write to each other is about this long."}""";
        await SendTextAsync($"SEND\ndestination:/app/rooms/{_room}/messages\ncontent-type:application/json\nreceipt:{number}\n\n{body}\0");
    }

    private async Task SendTextAsync(string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        byte[] frame = new byte[payload.Length + 8];
        frame[0] = 0x81;
        int head = 2;
        if (payload.Length < 126)
        {
            frame[1] = (byte)(0x80 | payload.Length);
        }
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
            head = 4;
        }

        // The mask is all zeros: the payload stays as it is.
        payload.CopyTo(frame, head + 4);
        await _stream.WriteAsync(frame.AsMemory(0, head + 4 + payload.Length));
    }

    private async Task ReadHandshakeAsync()
    {
        var one = new byte[1];
        int end = 0;
        while (end < 4)
        {
            if (await _stream.ReadAsync(one) == 0) throw new InvalidOperationException("The server refused the WebSocket.");
            end = one[0] == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : 0;
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[256 * 1024];
        int have = 0;
        try
        {
            while (true)
            {
                int read = await _stream.ReadAsync(buffer.AsMemory(have));
                if (read == 0) throw new InvalidOperationException("The server has closed the connection.");
                have += read;
                int used = Take(buffer.AsSpan(0, have));
                buffer.AsSpan(used, have - used).CopyTo(buffer);
                have -= used;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The run is over.
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(1);
        }
    }

    /// <summary>Takes whole WebSocket frames and says how many octets they had.</summary>
    private int Take(ReadOnlySpan<byte> octets)
    {
        int at = 0;
        while (octets.Length - at >= 4)
        {
            int length = octets[at + 1];
            int head = 2;
            if (length == 126) (length, head) = (BinaryPrimitives.ReadUInt16BigEndian(octets[(at + 2)..]), 4);
            else if (length == 127) throw new InvalidOperationException("A longer frame than expected.");
            if (octets.Length - at < head + length) break;
            Hear(octets.Slice(at + head, length));
            at += head + length;
        }

        return at;
    }

    private void Hear(ReadOnlySpan<byte> frame)
    {
        if (frame.StartsWith("MESSAGE"u8))
        {
            Interlocked.Increment(ref _messages);
        }
        else if (frame.StartsWith("RECEIPT\nreceipt-id:"u8))
        {
            ReadOnlySpan<byte> id = frame["RECEIPT\nreceipt-id:"u8.Length..];
            int number = int.Parse(id[..id.IndexOf((byte)'\n')], CultureInfo.InvariantCulture);
            if (number == 0)
            {
                _connected.TrySetResult();
                return;
            }

            lock (_gate)
            {
                _sent.Remove(number, out long sent);
                _delays.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            _window.Release();
        }
        else if (frame.StartsWith("CONNECTED"u8))
        {
            _connected.TrySetResult();
        }
        else if (frame.StartsWith("ERROR"u8))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(frame));
        }
    }
}
