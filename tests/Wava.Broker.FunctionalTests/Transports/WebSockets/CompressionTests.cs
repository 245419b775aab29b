using System.Net.WebSockets;
using System.Text;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.FunctionalTests.Wires;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Transports.WebSockets;

/// <summary>permessage-deflate, where an endpoint is told to offer it.</summary>
public sealed class CompressionTests : IAsyncLifetime
{
    private const string Offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    private BrokerHost _broker = null!;

    public async Task InitializeAsync() => _broker = await BrokerHost.StartAsync(endpoint: endpoint => endpoint.Compression = true);

    public async Task DisposeAsync() => await _broker.DisposeAsync();

    [Fact]
    public async Task It_is_agreed_on_with_a_small_window_and_no_memory_between_messages()
    {
        await using var socket = await RawWebSocket.OpenAsync(_broker.HttpPort, Offer);

        var line = Assert.Single(socket.Response.Split("\r\n"), each => each.StartsWith("Sec-WebSocket-Extensions:", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("permessage-deflate", line, StringComparison.Ordinal);
        Assert.Contains("server_no_context_takeover", line, StringComparison.Ordinal);
        Assert.Contains("server_max_window_bits=9", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_agreed_on_where_the_endpoint_was_not_told_to()
    {
        await using var plain = await BrokerHost.StartAsync();
        await using var socket = await RawWebSocket.OpenAsync(plain.HttpPort, Offer);

        Assert.DoesNotContain("Sec-WebSocket-Extensions", socket.Response, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Small_and_large_messages_go_both_ways(bool compressed)
    {
        await using var client = await OpenAsync(compressed);
        await client.SubscribeAsync("/topic/a");
        var noise = new byte[1024 * 1024];
        new Random(3).NextBytes(noise);

        foreach (var text in new[] { "", "x", new string('y', 100_000) })
        {
            await client.SendAsync("/topic/a", text);
            Assert.Equal(text, (await client.ExpectAsync("MESSAGE")).Text);
        }

        await client.SendAsync("/topic/a", noise);
        var message = await client.ExpectAsync("MESSAGE");
        Assert.True(noise.AsSpan().SequenceEqual(message.Body), "octets that do not compress are the same");
        await client.DisconnectAsync();
        Assert.Equal(1000, client.CloseCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("content-length:67108864\n")]
    public async Task A_few_octets_that_unfold_to_very_many_are_stopped_at_the_limit(string announcement)
    {
        await using var client = await OpenAsync(compressed: true);
        var sending = Task.Run(async () =>
        {
            var octets = new byte[1024 * 1024];
            octets.AsSpan().Fill((byte)'a');
            await client.SendBytesAsync(Encoding.UTF8.GetBytes($"SEND\ndestination:/topic/a\n{announcement}\n"), endOfMessage: false);
            for (var i = 0; i < 64; i++) await client.SendBytesAsync(octets, endOfMessage: false);
        });

        Assert.Contains("Limits.MaxBodySize", (await client.ExpectErrorAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(1009, await client.ExpectClosedAsync());
        await Eventually.IsTrue(() => _broker.Connections == 0, "the place is free");
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Text_that_is_not_UTF8_is_not_taken(bool compressed)
    {
        await using var client = await OpenAsync(compressed);

        await client.SendBytesAsync(new byte[] { 0xC3, 0x28 });

        // The framework says 1007 and cuts the connection in one breath: the code is not always heard.
        Assert.Contains(await client.ExpectClosedAsync(), new int?[] { 1007, null });
        await Eventually.IsTrue(() => _broker.Connections == 0, "the place is free");
    }

    private async Task<StompTestClient> OpenAsync(bool compressed)
    {
        var client = await StompTestClient.ConnectWebSocketAsync(
            _broker.WebSocket,
            options =>
            {
                if (compressed) options.DangerousDeflateOptions = new WebSocketDeflateOptions();
            });
        await client.ConnectAsync();
        return client;
    }
}
