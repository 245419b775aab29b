using System.Text;
using Wava.Broker.Tests.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Transports.Tcp;

public sealed class StompConnectionHandlerTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("POST /x HTTP/1.1\r\nHost: h\r\n\r\nSEND\ndestination:/topic/a\n\nsmuggled\0")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\x16\x03\x01\x02")]
    public async Task Another_protocol_is_turned_away_without_a_word(string octets)
    {
        StompTestClient client = _broker.Open();
        await client.SendBytesAsync(Encoding.Latin1.GetBytes(octets));

        await client.ExpectClosedAsync(); // no ERROR, and no time for the rest

        Assert.Equal(1, _broker.Meter["stomp.connections.refused", "not-stomp"]);
        Assert.Equal(0, _broker.Meter["stomp.frames.received"]);
    }

    [Fact]
    public async Task A_first_octet_that_proves_nothing_is_waited_on()
    {
        StompTestClient client = _broker.Open();
        await client.SendTextAsync("D");
        await client.SendTextAsync("ISCONNECT\n\n\0");

        Assert.Equal("CONNECT comes first", (await client.ExpectErrorAsync())["message"]);
    }

    [Fact]
    public async Task A_whole_conversation_octet_by_octet_is_the_same_conversation()
    {
        StompTestClient client = _broker.Open();
        foreach (byte octet in "CONNECT\naccept-version:1.2\nhost:h\n\n\0\r\n\nSEND\r\ndestination:/topic/a\r\nreceipt:r\\c1\r\n\r\nä\0"u8.ToArray())
            await client.SendBytesAsync(new[] { octet });

        await client.ExpectAsync("CONNECTED");
        await client.ExpectReceiptAsync("r:1");
    }

    [Fact]
    public async Task Frames_large_and_small_arrive_whole()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        foreach (int size in new[] { 0, 1, 900, 1023, 1024, 1025, 5_000, 300_000 })
        {
            string body = new('x', size);
            await client.SendAsync("/topic/a", body);
            Assert.Equal(body, (await client.ExpectAsync("MESSAGE")).Text);
        }
    }

    [Fact]
    public async Task When_there_is_no_room_a_connection_is_turned_away_and_counted_and_its_place_is_given_back()
    {
        _broker.Limits.MaxConnections = 1;
        StompTestClient first = await _broker.ConnectAsync();
        await _broker.Open().ExpectClosedAsync();
        Assert.Equal(1, _broker.Meter["stomp.connections.refused", "server-full"]);

        await first.DisposeAsync();

        await Eventually.IsTrue(() => _broker.Admission.Count == 0, "the place was given back");
        await _broker.ConnectAsync();
    }

    [Fact]
    public async Task A_peer_that_goes_without_a_word_is_no_error_and_lost()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.DisposeAsync();

        await Eventually.IsTrue(() => _broker.Meter["stomp.connections.closed", "lost"] == 1, "the session ended");
        Assert.Equal(0, _broker.Meter["stomp.connections.active"]);
    }

    [Fact]
    public async Task After_DISCONNECT_comes_the_receipt_and_nothing_else()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await client.SendTextAsync("SEND\ndestination:/topic/a\n\nbefore\0DISCONNECT\nreceipt:77\n\n\0SEND\ndestination:/topic/a\nreceipt:late\n\nafter\0");

        Assert.Equal("before", (await client.ExpectAsync("MESSAGE")).Text);
        await client.ExpectReceiptAsync("77");
        await _broker.ExpectEndAsync(client);
        Assert.Equal(1, _broker.Meter["stomp.connections.closed", "normal"]);
    }

    [Fact]
    public async Task DISCONNECT_without_a_receipt_is_answered_by_the_end_alone()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendTextAsync("DISCONNECT\n\n\0");

        await _broker.ExpectEndAsync(client);
    }

    [Fact]
    public async Task A_client_that_never_reads_is_cut_and_everybody_else_goes_on()
    {
        _broker.Limits.MaxOutboxFrames = 8;
        var connection = new MemoryConnection(new System.IO.Pipelines.PipeOptions(pauseWriterThreshold: 1024, resumeWriterThreshold: 512));
        StompTestClient stalled = _broker.Open(connection);
        await stalled.ConnectAsync();
        await stalled.SubscribeAsync("/topic/a");
        StompTestClient healthy = await _broker.ConnectAsync();
        await healthy.SubscribeAsync("/topic/a");

        for (int i = 0; i < 200; i++)
        {
            await healthy.SendAsync("/topic/a", new string('x', 500));
            await healthy.ExpectAsync("MESSAGE");
        }

        await Eventually.IsTrue(() => _broker.Meter["stomp.limits.reached", "MaxOutboxSize"] == 1, "the slow one was noticed");
        await Eventually.IsTrue(
            () =>
            {
                _broker.Clock.Advance(TimeSpan.FromMilliseconds(500));
                return connection.Aborted && _broker.Meter["stomp.connections.closed", "slow-consumer"] == 1;
            },
            "it was cut, as it read not even its last words");
        await healthy.CallAsync("SEND", [("destination", "/topic/none")]);
    }
}
