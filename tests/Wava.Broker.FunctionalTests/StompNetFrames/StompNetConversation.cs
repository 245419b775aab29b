using System.Globalization;
using System.Text;
using Wava.Broker.FunctionalTests.Wires;

namespace Wava.Broker.FunctionalTests.StompNetFrames;

/// <summary>Writes frames as the .NET client Stomp.Net does: its headers in its order, a frame's head and body in two segments, and integers for receipts.</summary>
/// <remarks>
/// So what that client needs of a broker is tested everywhere, also where its package is not to be had. It reads as the library does, line by line
/// up to LF, so that a CR of the broker's would show.
/// </remarks>
internal sealed class StompNetConversation(RawConnection connection) : IAsyncDisposable
{
    private readonly Queue<(Dictionary<string, string> Headers, string Body)> _messages = [];
    private int _receipt;

    /// <summary>How many messages have come while a receipt was awaited and have not been asked for yet.</summary>
    public int Waiting => _messages.Count;

    public static async Task<StompNetConversation> OpenAsync(int port) => new(await RawConnection.OpenAsync(port));

    /// <summary>CONNECT with all that the library puts into it; the answer has been checked for what the library cannot read.</summary>
    public async Task<Dictionary<string, string>> ConnectAsync(string? login = null, string? passcode = null, bool host = true)
    {
        await WriteAsync("CONNECT", "", ("client-id", "ID:machine-4711-638000000000000000-1:0"), ("login", login), ("passcode", passcode),
            ("host", host ? "127.0.0.1" : null), ("accept-version", "1.0,1.1"), ("heart-beat", "10000,30000"));
        var headers = await ReadConnectedAsync();
        Assert.True(double.Parse(headers["version"], CultureInfo.InvariantCulture) > 1.0, "escapes are switched on");
        if (headers.TryGetValue("heart-beat", out var beat)) Assert.All(beat.Split(','), each => int.Parse(each, CultureInfo.InvariantCulture));
        return headers;
    }

    public async Task<Dictionary<string, string>> ReadConnectedAsync()
    {
        var (command, headers, _) = await ReadAsync();
        Assert.Equal("CONNECTED", command);
        return headers;
    }

    /// <summary>SUBSCRIBE with the many headers meant for another broker; waits for the receipt, as the library always does.</summary>
    public async Task<string> SubscribeAsync(string destination, string ack, int number = 1, params (string, string?)[] more)
    {
        var id = $"ID:machine-4711-638000000000000000-1:0:1:{number}";
        var receipt = NextReceipt();
        await WriteAsync("SUBSCRIBE", "", [("receipt", receipt), ("destination", destination), ("id", id), ("ack", ack), .. more,
            ("transformation", "jms-xml"), ("activemq.dispatchAsync", "True"), ("activemq.maximumPendingMessageLimit", "0"),
            ("activemq.prefetchSize", "1000"), ("activemq.priority", "0")]);
        await ReceiptAsync(receipt);
        return id;
    }

    /// <summary>SEND as of a persistent message: with a receipt, which is awaited when it stands alone.</summary>
    public async Task SendAsync(string destination, string body, string? transaction = null, params (string, string?)[] more)
    {
        var receipt = NextReceipt();
        await SendOnlyAsync(destination, body, receipt, transaction, more);
        await ReceiptAsync(receipt);
    }

    /// <summary>SEND without waiting for anything.</summary>
    public Task SendOnlyAsync(string destination, string body, string? receipt = null, string? transaction = null, params (string, string?)[] more) =>
        WriteAsync("SEND", body, [("receipt", receipt), ("destination", destination), ("timestamp", "1767225600000"), ("priority", "5"), ("transaction", transaction),
            ("persistent", "true"), ("NMSXDeliveryMode", "Persistent"), ("content-length", body.Length == 0 ? null : $"{Encoding.UTF8.GetByteCount(body)}"),
            ("transformation", "jms-byte"), .. more]);

    /// <summary>ACK in the form of STOMP 1.1, the only one the library knows.</summary>
    public Task AckAsync(Dictionary<string, string> message, string? transaction = null) =>
        WriteAsync("ACK", "", ("message-id", message["message-id"]), ("subscription", message["subscription"]), ("transaction", transaction));

    public Task BeginAsync(string transaction) => WriteAsync("BEGIN", "", ("transaction", transaction));

    /// <summary>COMMIT or ABORT, which are receipted.</summary>
    public async Task EndAsync(string command, string transaction)
    {
        var receipt = NextReceipt();
        await WriteAsync(command, "", ("transaction", transaction), ("receipt", receipt));
        await ReceiptAsync(receipt);
    }

    public Task UnsubscribeAsync(string id) => WriteAsync("UNSUBSCRIBE", "", ("id", id));

    /// <summary>DISCONNECT without headers, after which the library closes without waiting.</summary>
    public async Task DisconnectAsync()
    {
        await WriteAsync("DISCONNECT", "");
        await DisposeAsync();
    }

    public Task HeartBeatAsync() => connection.SendAsync("\n");

    /// <summary>The next message, with what the library parses being what it can parse.</summary>
    public async Task<(Dictionary<string, string> Headers, string Body)> MessageAsync()
    {
        if (_messages.TryDequeue(out var waiting)) return waiting;
        var (command, headers, body) = await ReadAsync();
        Assert.True(command == "MESSAGE", $"{command} {string.Join(';', headers)} {body}");
        return Checked(headers, body);
    }

    private static (Dictionary<string, string> Headers, string Body) Checked(Dictionary<string, string> headers, string body)
    {
        Assert.DoesNotContain(':', headers["message-id"]);
        if (headers.TryGetValue("priority", out var priority)) byte.Parse(priority, CultureInfo.InvariantCulture);
        foreach (var number in new[] { "timestamp", "expires" })
            if (headers.TryGetValue(number, out var value)) long.Parse(value, CultureInfo.InvariantCulture);
        return (headers, body);
    }

    public async Task<Dictionary<string, string>> ErrorAsync()
    {
        var (command, headers, _) = await ReadAsync();
        Assert.Equal("ERROR", command);
        Assert.NotEmpty(headers["message"]);
        if (headers.TryGetValue("receipt-id", out var receipt)) int.Parse(receipt, CultureInfo.InvariantCulture);
        return headers;
    }

    /// <summary>The receipt of this id; messages that come before it are kept.</summary>
    public async Task ReceiptAsync(string id)
    {
        var (command, headers, body) = await ReadAsync();
        for (; command == "MESSAGE"; (command, headers, body) = await ReadAsync()) _messages.Enqueue(Checked(headers, body));
        Assert.True(command == "RECEIPT", $"{command} {string.Join(';', headers)} {body}");
        Assert.Equal(id, headers["receipt-id"]);
    }

    /// <summary>Whether the broker has closed.</summary>
    public async Task ClosedAsync() => Assert.Empty(await connection.ReadToEndAsync());

    public string NextReceipt() => $"{++_receipt}";

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    public async Task WriteAsync(string command, string body, params (string Name, string? Value)[] headers)
    {
        var escaped = command != "CONNECT";
        var head = new StringBuilder(command).Append('\n');
        foreach (var (name, value) in headers)
        {
            if (value is not null) head.Append(escaped ? Escape(name) : name).Append(':').Append(escaped ? Escape(value) : value).Append('\n');
        }

        await connection.SendAsync(head.Append('\n').ToString());
        await connection.SendAsync(body + "\0");
    }

    private async Task<(string Command, Dictionary<string, string> Headers, string Body)> ReadAsync()
    {
        var command = "";
        while (command.Length == 0) command = await LineAsync(); // heart-beats
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var line = await LineAsync(); line.Length > 0; line = await LineAsync())
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.TryAdd(Unescape(line[..colon]), Unescape(line[(colon + 1)..]));
        }

        if (!headers.TryGetValue("content-length", out var length)) return (command, headers, (await connection.ReadUntilAsync("\0"))[..^1]);
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture) + 1];
        await connection.Stream.ReadExactlyAsync(body);
        Assert.Equal(0, body[^1]);
        return (command, headers, Encoding.UTF8.GetString(body[..^1]));
    }

    private async Task<string> LineAsync()
    {
        var line = (await connection.ReadUntilAsync("\n"))[..^1];
        Assert.DoesNotContain('\r', line);
        return line;
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\c", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Unescape(string text) => Wava.Testing.StompFrameText.Unescape(text, "1.1") ?? throw new FormatException($"An escape that 1.1 does not know: {text}");
}
