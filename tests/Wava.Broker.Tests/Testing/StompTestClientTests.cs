using System.Net.WebSockets;
using System.Text;
using Wava.Testing;

namespace Wava.Broker.Tests.Testing;

public sealed class StompTestClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    private readonly StompTestClient _client;
    private readonly DuplexStream _server;

    public StompTestClientTests()
    {
        var (client, server) = DuplexStream.CreatePair();
        _client = new StompTestClient(client);
        _server = server;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Raw_text_goes_out_as_it_is()
    {
        await _client.SendTextAsync("SEND\ndestination:^@\r\n\n" + StompTestClient.Nul + "\n");

        Assert.Equal("SEND\ndestination:^@\r\n\n\0\n", await SentAsync());
    }

    [Theory]
    [InlineData("1.0", "SEND\na:b:\\\r\n\nx\0")]
    [InlineData("1.1", "SEND\na:b\\c\\\\\r\n\nx\0")]
    [InlineData("1.2", "SEND\na:b\\c\\\\\\r\n\nx\0")]
    public async Task Frames_are_escaped_for_the_agreed_version_and_get_no_header_of_their_own(string version, string expected)
    {
        _client.Version = version;

        await _client.SendFrameAsync("SEND", [("a", "b:\\\r")], "x");

        Assert.Equal(expected, await SentAsync());
    }

    [Fact]
    public async Task A_body_of_octets_is_sent_with_its_length()
    {
        await _client.SendAsync("/topic/a", "a\0b"u8.ToArray());

        Assert.Equal("SEND\ndestination:/topic/a\ncontent-length:3\n\na\0b\0", await SentAsync());
    }

    [Fact]
    public async Task Connecting_sends_what_is_asked_and_takes_over_the_version()
    {
        await AnswerAsync("CONNECTED\nversion:1.1\n\n\0");

        var connected = await _client.ConnectAsync("1.1,1.2", "ann", "a:b", "0,10", headers: ("x", "y"));

        Assert.Equal(
            "CONNECT\naccept-version:1.1,1.2\nhost:localhost\nlogin:ann\npasscode:a:b\nheart-beat:0,10\nx:y\n\n\0", await SentAsync());
        Assert.Equal("1.1", connected["version"]);
        Assert.Equal("1.1", _client.Version);
    }

    [Fact]
    public async Task The_version_holds_from_the_very_next_frame()
    {
        await AnswerAsync("CONNECTED\nsession:1\n\n\0ERROR\nmessage:a:\\b\n\n\0");

        await _client.ConnectAsync(acceptVersion: null);

        Assert.Equal("a:\\b", (await _client.ExpectErrorAsync())["message"]);
    }

    [Fact]
    public async Task Subscribing_waits_for_the_receipt_and_keeps_messages_that_came_before_it()
    {
        await AnswerAsync(Message("one") + Message("two") + "RECEIPT\nreceipt-id:receipt-1\n\n\0" + Message("three"));

        var id = await _client.SubscribeAsync("/topic/a", ack: "client");

        Assert.Equal($"SUBSCRIBE\ndestination:/topic/a\nid:{id}\nack:client\nreceipt:receipt-1\n\n\0", await SentAsync());
        foreach (var text in new[] { "one", "two", "three" })
            Assert.Equal(text, (await _client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task Receipts_may_come_in_another_order()
    {
        await AnswerAsync("RECEIPT\nreceipt-id:1\n\n\0RECEIPT\nreceipt-id:2\n\n\0");

        await _client.ExpectReceiptAsync("2");
        await _client.ExpectReceiptAsync("1");
    }

    [Fact]
    public async Task An_ERROR_instead_of_a_receipt_is_shown()
    {
        await AnswerAsync(Message("one") + "ERROR\nmessage:No such destination\n\nTry /topic.\0");

        var failure = await Assert.ThrowsAsync<StompTestException>(() => _client.CallAsync("SEND", [("receipt", "7")]));

        Assert.Contains(
            "Expected RECEIPT 7, but this came:\nERROR\nmessage:No such destination\n\nTry /topic.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Before that came:\nMESSAGE", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_frame_than_expected_is_shown()
    {
        await AnswerAsync("RECEIPT\nreceipt-id:1\n\n\0");

        var failure = await Assert.ThrowsAsync<StompTestException>(() => _client.ExpectAsync("MESSAGE"));

        Assert.Equal("Expected MESSAGE, but this came:\nRECEIPT\nreceipt-id:1\n", failure.Message);
    }

    [Fact]
    public async Task Silence_fails_with_what_is_there_so_far()
    {
        await AnswerAsync("\nMESSAGE\nfoo:b");

        var failure = await Assert.ThrowsAsync<StompTestException>(() => _client.ExpectAsync("MESSAGE", Soon));

        Assert.Equal("Expected MESSAGE, but nothing came within 0.02 s; an unfinished frame is here:\nMESSAGE\nfoo:b\n.", failure.Message);
        Assert.Equal(1, _client.HeartBeats);
    }

    [Fact]
    public async Task Running_out_of_patience_loses_nothing()
    {
        await Assert.ThrowsAsync<StompTestException>(() => _client.ReceiveAsync(Soon));
        await _client.ExpectNothingAsync(Soon);

        await AnswerAsync(Message("late"));

        Assert.Equal("late", (await _client.ReceiveAsync()).Text);
    }

    [Fact]
    public async Task The_end_of_the_connection_is_told_apart_from_silence()
    {
        await _server.DisposeAsync();

        var failure = await Assert.ThrowsAsync<StompTestException>(() => _client.ReceiveAsync());
        Assert.Equal("Expected a frame, but the connection is closed (the stream ended).", failure.Message);
        await Assert.ThrowsAsync<StompTestException>(() => _client.ExpectNothingAsync(Soon));
        Assert.Null(await _client.ExpectClosedAsync());
        Assert.True(_client.IsClosed);
    }

    [Fact]
    public async Task An_open_connection_is_not_taken_for_a_closed_one()
    {
        await Assert.ThrowsAsync<StompTestException>(() => _client.ExpectClosedAsync(Soon));
        await AnswerAsync(Message("one"));
        await Assert.ThrowsAsync<StompTestException>(() => _client.ExpectClosedAsync());
    }

    [Fact]
    public async Task Expecting_nothing_passes_over_heartbeats_only()
    {
        await AnswerAsync("\n\r\n");
        await _client.ExpectNothingAsync(Soon);
        Assert.Equal(2, _client.HeartBeats);

        await AnswerAsync(Message("one"));
        var failure = await Assert.ThrowsAsync<StompTestException>(() => _client.ExpectNothingAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("Expected nothing, but this came:\nMESSAGE", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SEND\ndestination:/a\n\n\0", "does not send SEND")]
    [InlineData("MESSAGE\nmessage-id:1\nsubscription:1\n\n\0", "lacks the header destination")]
    [InlineData("MESSAGE\ndestination:/a\nsubscription:1\n\n\0", "lacks the header message-id")]
    [InlineData("MESSAGE\ndestination:/a\nmessage-id:1\n\n\0", "lacks the header subscription")]
    [InlineData("RECEIPT\n\n\0", "lacks the header receipt-id")]
    [InlineData("RECEIPT\nreceipt-id:1\n\nbody\0", "must not have a body")]
    public async Task A_frame_that_a_server_must_not_send_is_refused(string raw, string reason)
    {
        await AnswerAsync(raw);

        var violation = await Assert.ThrowsAsync<StompViolationException>(() => _client.ReceiveAsync());

        Assert.Contains(reason, violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_may_follow_an_ERROR()
    {
        await AnswerAsync("ERROR\nmessage:no\n\n\0" + Message("one"));
        await _client.ExpectErrorAsync();

        await Assert.ThrowsAsync<StompViolationException>(() => _client.ExpectClosedAsync());
    }

    [Fact]
    public async Task Disconnecting_waits_for_the_receipt_and_closes()
    {
        await AnswerAsync(Message("under way") + "RECEIPT\nreceipt-id:receipt-1\n\n\0");

        await _client.DisconnectAsync();

        Assert.Equal("DISCONNECT\nreceipt:receipt-1\n\n\0", await SentAsync());
        Assert.Equal(0, await _server.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task Over_a_WebSocket_the_kind_of_each_message_and_the_close_code_are_seen()
    {
        var (near, far) = DuplexStream.CreatePair();
        using var server = WebSocket.CreateFromStream(far, new WebSocketCreationOptions { IsServer = true });
        var options = new WebSocketCreationOptions { SubProtocol = "v12.stomp" };
        await using var client = new StompTestClient(WebSocket.CreateFromStream(near, options));
        Assert.Equal("v12.stomp", client.SubProtocol);

        await client.SendBytesAsync("SE"u8.ToArray(), endOfMessage: false);
        await client.SendBytesAsync("ND"u8.ToArray(), binary: false);
        await client.SendFrameAsync("SEND", [], new byte[] { 255 });
        var buffer = new byte[100];
        Assert.Equal((2, WebSocketMessageType.Text, false), await ReceiveAsync());
        Assert.Equal((2, WebSocketMessageType.Text, true), await ReceiveAsync());
        Assert.Equal((25, WebSocketMessageType.Binary, true), await ReceiveAsync());

        await server.SendAsync(Encoding.UTF8.GetBytes(Message("text")), WebSocketMessageType.Text, true, default);
        await server.SendAsync(Encoding.UTF8.GetBytes(Message("bin")), WebSocketMessageType.Binary, true, default);
        var closing = server.CloseAsync(WebSocketCloseStatus.PolicyViolation, "enough", default);
        Assert.False((await client.ReceiveAsync()).Binary);
        Assert.True((await client.ReceiveAsync()).Binary);
        Assert.Equal(2, client.WebSocketMessages);
        Assert.Equal(1008, await client.ExpectClosedAsync());
        Assert.Equal("enough", client.CloseReason);
        await closing.WaitAsync(TimeSpan.FromSeconds(10));

        async Task<(int, WebSocketMessageType, bool)> ReceiveAsync()
        {
            var result = await server.ReceiveAsync(buffer.AsMemory(), default);
            return (result.Count, result.MessageType, result.EndOfMessage);
        }
    }

    [Fact]
    public async Task A_WebSocket_that_is_cut_has_no_close_code()
    {
        var (near, far) = DuplexStream.CreatePair();
        await using var client = new StompTestClient(WebSocket.CreateFromStream(near, new WebSocketCreationOptions()));

        await far.DisposeAsync();

        Assert.Null(await client.ExpectClosedAsync());
        Assert.StartsWith("no close frame came", client.CloseReason, StringComparison.Ordinal);
    }

    private static string Message(string body) => $"MESSAGE\ndestination:/topic/a\nmessage-id:1\nsubscription:s\n\n{body}\0";

    private Task AnswerAsync(string raw) => _server.WriteAsync(Encoding.UTF8.GetBytes(raw)).AsTask();

    private async Task<string> SentAsync()
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await _server.ReadAsync(buffer));
    }
}
