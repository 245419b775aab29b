using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Broker.Transports.WebSockets;
using Wava.Testing;

namespace Wava.Broker.Tests.Transports.WebSockets;

/// <summary>Both ways in which the server speaks WebSocket, seen by the framework's own client.</summary>
public sealed class WebSocketConnectionTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    public static TheoryData<bool> Both => [false, true];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task One_frame_is_one_message_and_binary_only_where_it_must_be(bool managed)
    {
        StompTestClient client = Open(managed);
        await client.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await client.SendAsync("/topic/a", "text", ("content-type", "application/json"));
        await client.SendAsync("/topic/a", new byte[] { 0xFF, 0, 1 });
        await client.SendAsync("/topic/a", "declared", ("content-type", "application/octet-stream"));
        await client.SendAsync("/topic/a", "", ("content-type", "application/octet-stream"));

        Assert.False((await client.ExpectAsync("MESSAGE")).Binary);
        TestFrame octets = await client.ExpectAsync("MESSAGE");
        Assert.True(octets.Binary);
        Assert.Equal([0xFF, 0, 1], octets.Body);
        Assert.True((await client.ExpectAsync("MESSAGE")).Binary);
        Assert.False((await client.ExpectAsync("MESSAGE")).Binary);
        Assert.Equal(6, client.WebSocketMessages);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Frames_of_every_size_come_through_whole(bool managed)
    {
        StompTestClient client = Open(managed);
        await client.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        foreach (int size in new[] { 0, 1, 50, 120, 126, 900, 1_014, 1_024, 1_034, 65_400, 65_536, 300_000 })
        {
            string body = new('x', size);
            await client.SendAsync("/topic/a", body);
            Assert.Equal(body, (await client.ExpectAsync("MESSAGE")).Text);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_frame_may_lie_in_many_messages_and_a_message_may_hold_many_frames(bool managed)
    {
        StompTestClient client = Open(managed);
        await client.ConnectAsync();
        const string Two = "\nSEND\ndestination:/topic/\\\\\nreceipt:1\n\nä\0\n\nSEND\ndestination:/topic/a\nreceipt:2\n\n\0\n";
        byte[] octets = System.Text.Encoding.UTF8.GetBytes(Two);
        foreach (byte octet in octets) await client.SendBytesAsync(new[] { octet }, binary: true);
        await client.ExpectReceiptAsync("1");
        await client.ExpectReceiptAsync("2");

        for (int cut = 0; cut < octets.Length; cut += 5)
        {
            await client.SendBytesAsync(octets.AsMemory(0, cut), endOfMessage: false);
            await client.SendBytesAsync(octets.AsMemory(cut), endOfMessage: true);
            await client.ExpectReceiptAsync("1");
            await client.ExpectReceiptAsync("2");
        }
    }

    [Theory]
    [InlineData(false, "DISCONNECT\nreceipt:1\n\n\0", "RECEIPT", 1000)]
    [InlineData(true, "DISCONNECT\nreceipt:1\n\n\0", "RECEIPT", 1000)]
    [InlineData(false, "SEND\n\n\0", "ERROR", 1002)]
    [InlineData(true, "SEND\n\n\0", "ERROR", 1002)]
    [InlineData(false, "send\n\n\0", "ERROR", 1002)]
    [InlineData(true, "send\n\n\0", "ERROR", 1002)]
    [InlineData(false, "SEND\ndestination:/topic/a\ncontent-length:99999999\n\n", "ERROR", 1009)]
    [InlineData(true, "SEND\ndestination:/topic/a\ncontent-length:99999999\n\n", "ERROR", 1009)]
    public async Task The_last_frame_arrives_before_the_close_and_the_close_says_what_kind_of_end_it_was(bool managed, string last, string answer, int code)
    {
        StompTestClient client = Open(managed);
        await client.ConnectAsync();
        await client.SendTextAsync(last);

        await client.ExpectAsync(answer);

        Assert.Equal(code, await client.ExpectClosedAsync());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_client_that_says_good_bye_by_WebSocket_alone_is_answered_in_kind(bool managed)
    {
        WebSocket socket = OpenSocket(managed);
        var client = new StompTestClient(socket);
        await client.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await socket.CloseOutputAsync((WebSocketCloseStatus)3001, "bye", CancellationToken.None);

        Assert.Equal(managed ? 1000 : 3001, await client.ExpectClosedAsync());
        await Eventually.IsTrue(() => _broker.Meter["stomp.connections.closed", "normal"] == 1, "the session ended in order");
        Assert.Equal(0, _broker.Meter["stomp.subscriptions.active"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_client_that_is_cut_off_leaves_nothing_behind(bool managed)
    {
        StompTestClient client = Open(managed);
        await client.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await client.DisposeAsync();

        await Eventually.IsTrue(() => _broker.Registry.Count == 0, "the session ended");
        Assert.Equal(1, _broker.Meter["stomp.connections.closed", "lost"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Octets_that_are_no_text_in_a_text_message_end_the_connection_with_1007(bool managed)
    {
        StompTestClient client = Open(managed);
        await client.ConnectAsync();
        await client.SendBytesAsync(new byte[] { 0xC0, 0x80 });

        if (!managed) Assert.Equal("Broken WebSocket frame", (await client.ExpectErrorAsync())["message"]);
        Assert.Equal(1007, await client.ExpectClosedAsync());
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_own_octets_between_the_frames()
    {
        var connection = new MemoryConnection();
        _ = Run(connection, managed: false);
        await connection.Client.WriteAsync(ClientFrames.Frame(WebSocketOpcode.Ping, "one"u8.ToArray()));
        byte[] pong = new byte[5];
        await connection.Client.ReadExactlyAsync(pong);
        Assert.Equal([0x8A, 3, .. "one"u8], pong);

        byte[] burst = [.. Enumerable.Range(0, 1000).SelectMany(_ => ClientFrames.Frame(WebSocketOpcode.Ping, "flood"u8.ToArray())), .. ClientFrames.Close(1000)];
        await connection.Client.WriteAsync(burst);
        byte[] answer = new byte[100_000];
        int length = 0;
        while (await connection.Client.ReadAsync(answer.AsMemory(length)) is var read and > 0)
        {
            length += read;
            if (answer.AsSpan(0, length).EndsWith(WebSocketHeader.Close(1000, ""))) break;
        }

        // A flood of pings is not worth an answer each.
        Assert.InRange(length, 4, 1000);
    }

    [Fact]
    public async Task A_peer_that_never_answers_the_close_is_not_waited_for()
    {
        var connection = new MemoryConnection();
        Task running = Run(connection, managed: false);
        await connection.Client.WriteAsync(ClientFrames.Text("nonsense\n"));
        await Eventually.IsTrue(() => _broker.Registry.Count == 0, "the session ended");
        Assert.False(running.IsCompleted); // its last words may still be on their way

        await Eventually.IsTrue(
            () =>
            {
                _broker.Clock.Advance(TimeSpan.FromMilliseconds(50));
                return running.IsCompleted;
            },
            "the connection was closed");
    }

    private StompTestClient Open(bool managed) => new(OpenSocket(managed));

    private WebSocket OpenSocket(bool managed)
    {
        var connection = new MemoryConnection();
        _ = Run(connection, managed);
        return WebSocket.CreateFromStream(connection.Client, new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = Timeout.InfiniteTimeSpan });
    }

    private Task Run(MemoryConnection connection, bool managed)
    {
        Task running = RunAsync();
        _broker.Track(running);
        return running;

        async Task RunAsync()
        {
            if (managed)
            {
                using WebSocket socket = WebSocket.CreateFromStream(
                    new DuplexStream(connection), new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = Timeout.InfiniteTimeSpan });
                var transport = new ManagedWebSocketTransport(socket, null, _broker.Clock);
                await new ManagedWebSocketConnection(socket, transport, new StompSession(_broker.Services, transport, null)).RunAsync();
            }
            else
            {
                var http = new DefaultHttpContext();
                http.Features.Set<IHttpRequestLifetimeFeature>(new Lifetime(connection));
                var transport = new PipeWebSocketTransport(http, null, connection);
                await new PipeWebSocketConnection(transport, new StompSession(_broker.Services, transport, null), _broker.Clock).RunAsync();
                connection.End();
            }
        }
    }

    private sealed class Lifetime(MemoryConnection connection) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }

        public void Abort() => connection.Abort();
    }
}
