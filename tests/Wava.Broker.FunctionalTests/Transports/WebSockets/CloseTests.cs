using System.Buffers.Binary;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.Hosting;
using Wava.Testing;
using static Wava.Broker.FunctionalTests.Wires.RawWebSocket;

namespace Wava.Broker.FunctionalTests.Transports.WebSockets;

/// <summary>How WebSockets end, from either side, and what the other side is told.</summary>
public sealed class CloseTests
{
    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1001)]
    [InlineData(4321, 4321)]
    [InlineData(null, 1000)]
    public async Task A_close_of_the_client_is_answered_with_its_code(int? sent, int answered)
    {
        await using var broker = await BrokerHost.StartAsync();
        await using var socket = await ConnectAsync(broker.HttpPort);
        var payload = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)(sent ?? 0));

        await socket.SendAsync(Final | Close, sent is null ? [] : [.. payload, .. "bye"u8]);

        Assert.Equal((answered, ""), await socket.ReadToCloseAsync());
        Assert.Empty(await socket.Connection.ReadToEndAsync());
        await NobodyLeftAsync(broker);
    }

    [Fact]
    public async Task DISCONNECT_is_receipted_and_then_the_WebSocket_is_closed_with_1000()
    {
        await using var broker = await BrokerHost.StartAsync();
        await using var socket = await ConnectAsync(broker.HttpPort);

        await socket.SendTextAsync("DISCONNECT\nreceipt:bye\n\n\0");

        Assert.Equal((1000, "RECEIPT\nreceipt-id:bye\n\n\0"), await socket.ReadToCloseAsync());
        await socket.SendAsync(Final | Close, [3, 232]);
        Assert.Empty(await socket.Connection.ReadToEndAsync());
        await NobodyLeftAsync(broker);
    }

    [Theory]
    [InlineData("SEND\ndestination:/elsewhere\n\n\0", 1002, "outside all prefixes")]
    [InlineData("RUBBISH\n\n\0", 1002, "RUBBISH")]
    [InlineData("SEND\ndestination:/topic/a\ncontent-length:2000\n\n", 1009, "Limits.MaxBodySize")]
    [InlineData("SEND\ndestination:/topic/a\nlong:0123456789012345678901234567890123456789012345678901234567890123456789\n\n\0", 1009, "Limits.MaxHeaderLineSize")]
    [InlineData("SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0SUBSCRIBE\nid:1\ndestination:/topic/a\n\n\0", 1008, "Limits.MaxSubscriptions")]
    public async Task An_error_is_told_in_words_before_the_WebSocket_is_closed_with_its_code(string frames, int code, string words)
    {
        await using var broker = await BrokerHost.StartAsync(Small);
        await using var socket = await ConnectAsync(broker.HttpPort);

        await socket.SendTextAsync(frames);

        var (closed, last) = await socket.ReadToCloseAsync();
        Assert.Equal(code, closed);
        Assert.StartsWith("ERROR\n", last, StringComparison.Ordinal);
        Assert.Contains(words, last, StringComparison.Ordinal);
        await NobodyLeftAsync(broker);

        static void Small(StompBrokerOptions options)
        {
            options.Limits.MaxBodySize = 1000;
            options.Limits.MaxHeaderLineSize = 64;
            options.Limits.MaxSubscriptions = 1;
        }
    }

    [Fact]
    public async Task Who_does_not_CONNECT_in_time_is_closed_with_1008()
    {
        await using var broker = await BrokerHost.StartAsync(options => options.Limits.ConnectTimeout = TimeSpan.FromMilliseconds(200));
        await using var socket = await OpenAsync(broker.HttpPort);

        var (closed, last) = await socket.ReadToCloseAsync();

        Assert.Equal(1008, closed);
        Assert.Contains("Limits.ConnectTimeout", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_finish_a_frame_in_time_is_closed_with_1008()
    {
        await using var broker = await BrokerHost.StartAsync(options =>
        {
            options.Limits.FrameTimeout = TimeSpan.FromMilliseconds(200);
            options.Limits.WriteTimeout = TimeSpan.FromMilliseconds(400); // a session looks after itself four times in it
        });
        await using var socket = await ConnectAsync(broker.HttpPort);

        await socket.SendTextAsync("SEND\ndestination:/topic/a\n\nnot yet");

        var (closed, last) = await socket.ReadToCloseAsync();
        Assert.Equal(1008, closed);
        Assert.Contains("Limits.FrameTimeout", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_promises_heart_beats_and_sends_none_is_closed_with_1008()
    {
        await using var broker = await BrokerHost.StartAsync(options =>
        {
            options.HeartBeat.Incoming = TimeSpan.FromMilliseconds(100);
            options.HeartBeat.Tolerance = 2;
            options.HeartBeat.MinimumGrace = TimeSpan.FromMilliseconds(100);
        });
        await using var socket = await OpenAsync(broker.HttpPort);
        await socket.SendTextAsync("CONNECT\naccept-version:1.2\nhost:a\nheart-beat:100,0\n\n\0");

        var (closed, last) = await socket.ReadToCloseAsync();

        Assert.Equal(1008, closed);
        Assert.Contains("heart-beat", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_does_not_wait_for_ever_for_the_answer_to_its_close()
    {
        await using var broker = await BrokerHost.StartAsync(options => options.Limits.CloseTimeout = TimeSpan.FromMilliseconds(500));
        await using var socket = await ConnectAsync(broker.HttpPort);

        await socket.SendTextAsync("DISCONNECT\n\n\0");

        Assert.Equal((1000, ""), await socket.ReadToCloseAsync());
        Assert.Empty(await socket.Connection.ReadToEndAsync());
        await NobodyLeftAsync(broker);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_abrupt_end_frees_the_place_and_returns_what_was_held(bool reset)
    {
        await using var broker = await BrokerHost.StartAsync();
        await using var other = await broker.WebSocketAsync();
        await other.ConnectAsync();
        await other.CallAsync("SEND", [("destination", "/queue/jobs")], "job");
        var dying = await broker.WebSocketAsync();
        await using var half = await ConnectAsync(broker.HttpPort);
        await dying.ConnectAsync();
        if (reset)
        {
            await dying.SubscribeAsync("/queue/jobs", ack: "client-individual");
            await dying.ExpectAsync("MESSAGE");
        }
        else
        {
            await half.SendTextAsync("SUBSCRIBE\nid:0\ndestination:/queue/jobs\nack:client-individual\n\n\0");
            await half.ReceiveAsync();
        }

        await dying.DisposeAsync();
        half.Connection.Finish();

        await other.SubscribeAsync("/queue/jobs", ack: "client-individual");
        Assert.Equal("true", (await other.ExpectAsync("MESSAGE"))["redelivered"]);
        await NobodyLeftAsync(broker, 1);
    }

    private static Task NobodyLeftAsync(BrokerHost broker, int count = 0) =>
        Eventually.IsTrue(() => broker.Connections == count, $"{count} connections are left");
}
