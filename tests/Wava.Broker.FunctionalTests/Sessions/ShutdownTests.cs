using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.FunctionalTests.Wires;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Sessions;

/// <summary>What clients notice of a server that stops in order.</summary>
public sealed class ShutdownTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("tcp", null)]
    [InlineData("websocket", 1001)]
    [InlineData("http/2", 1001)]
    public async Task Everything_receipted_is_delivered_then_clients_are_told_and_closed(string transport, int? code)
    {
        const int Count = 150; // no more for the queue than it lends to one consumer at a time
        await using var broker = await BrokerHost.StartAsync(protocols: transport == "http/2" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await using var subscriber = await OpenAsync();
        await using var publisher = await broker.TcpAsync();
        await using var silent = await RawConnection.OpenAsync(broker.TcpPort);
        await subscriber.ConnectAsync();
        await publisher.ConnectAsync();
        await subscriber.SubscribeAsync("/topic/a");
        await subscriber.SubscribeAsync("/queue/a");
        for (var i = 0; i < Count; i++) await publisher.SendAsync(i % 2 == 0 ? "/topic/a" : "/queue/a", $"{i}");
        await publisher.CallAsync("SEND", [("destination", "/topic/b")]);

        var stopping = broker.StopAsync();

        for (var i = 0; i < Count; i++) Assert.Equal("MESSAGE", (await subscriber.ReceiveAsync()).Command);
        Assert.Equal("Shutting down", (await subscriber.ExpectErrorAsync())["message"]);
        Assert.Equal(code, await subscriber.ExpectClosedAsync());
        Assert.Equal("Shutting down", (await publisher.ExpectErrorAsync())["message"]);
        Assert.Null(await publisher.ExpectClosedAsync());
        Assert.Contains("Shutting down", await silent.ReadTextToEndAsync(), StringComparison.Ordinal);
        await stopping.WaitAsync(Soon);

        Task<StompTestClient> OpenAsync() => transport switch
        {
            "tcp" => broker.TcpAsync(),
            "websocket" => broker.WebSocketAsync(),
            _ => StompTestClient.ConnectWebSocketAsync(
                broker.WebSocket, options => (options.HttpVersion, options.HttpVersionPolicy) = (System.Net.HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact), invoker),
        };
    }

    [Fact]
    public async Task Nobody_new_is_let_in_meanwhile()
    {
        // A client that does not answer the close of its WebSocket keeps the server long enough to look at it while it stops.
        await using var broker = await BrokerHost.StartAsync(options => options.Limits.CloseTimeout = TimeSpan.FromSeconds(3));
        await using var lingering = await RawWebSocket.ConnectAsync(broker.HttpPort);
        await using var early = await RawConnection.OpenAsync(broker.HttpPort);
        await early.SendAsync("GET /ws HTTP/1.1\r\n");

        var stopping = broker.StopAsync();
        Assert.Equal(1001, (await lingering.ReadToCloseAsync()).Code);
        var rest = early.SendAsync(RawWebSocket.Handshake(broker.HttpPort)["GET /ws HTTP/1.1\r\n".Length..]);
        await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // it may be cut off by now

        var answer = System.Text.Encoding.UTF8.GetString(await early.ReadToEndAsync());
        Assert.DoesNotContain("101 Switching", answer, StringComparison.Ordinal);
        await stopping.WaitAsync(Soon);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("websocket")]
    public async Task A_client_that_does_not_read_does_not_hold_the_server_up(string transport)
    {
        await using var broker = await BrokerHost.StartAsync(options => options.Limits.MaxOutboxSize = 64 * 1024 * 1024);
        await using var stuck = transport == "tcp" ? await broker.TcpAsync() : await broker.WebSocketAsync();
        await using var publisher = await broker.TcpAsync();
        await stuck.ConnectAsync();
        await publisher.ConnectAsync();
        await stuck.SubscribeAsync("/topic/a");
        for (var i = 0; i < 300; i++) await publisher.SendAsync("/topic/a", new string('x', 64 * 1024));
        await publisher.CallAsync("SEND", [("destination", "/topic/b")]);
        var watch = Stopwatch.StartNew();

        await broker.StopAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
    }

    [Fact]
    public async Task The_sample_ends_well_when_its_process_is_asked_to()
    {
        await using var sample = await SampleBroker.StartAsync();
        await using var tcp = await sample.TcpAsync();
        await using var webSocket = await sample.WebSocketAsync();
        await tcp.ConnectAsync();
        await webSocket.ConnectAsync();

        var stopping = sample.StopAsync();

        Assert.Equal("Shutting down", (await tcp.ExpectErrorAsync())["message"]);
        Assert.Null(await tcp.ExpectClosedAsync());
        Assert.Equal("Shutting down", (await webSocket.ExpectErrorAsync())["message"]);
        Assert.Equal(1001, await webSocket.ExpectClosedAsync());
        Assert.Equal(0, await stopping);
    }
}
