using Microsoft.AspNetCore.Server.Kestrel.Core;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.Hosting;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Sessions;

/// <summary>A client that does not read must cost nobody else anything.</summary>
public sealed class SlowReaderTests
{
    private static readonly string Body = new('x', 64 * 1024);

    [Theory]
    [InlineData("tcp", null)]
    [InlineData("websocket", 4500)]
    public async Task It_is_cut_off_with_words_while_the_others_get_everything(string transport, int? code)
    {
        // The systems at both ends of the socket hold some megabytes before anything waits in the broker.
        const int Count = 400;
        await using var broker = await BrokerHost.StartAsync(Patient);
        await using var slow = transport == "tcp" ? await broker.TcpAsync() : await broker.WebSocketAsync();
        await using var quick = await broker.WebSocketAsync();
        await using var publisher = await broker.TcpAsync();
        foreach (var client in new[] { slow, quick, publisher }) await client.ConnectAsync();
        await slow.SubscribeAsync("/topic/a");
        await quick.SubscribeAsync("/topic/a");

        for (var i = 0; i < Count; i++)
        {
            await publisher.SendAsync("/topic/a", $"{i} {Body}");
            Assert.StartsWith($"{i} ", (await quick.ExpectAsync("MESSAGE")).Text, StringComparison.Ordinal);
        }

        // When it reads at last it finds the beginning of what was sent, without a gap, then why there is no more.
        var got = 0;
        var frame = await slow.ReceiveAsync();
        for (; frame.Command == "MESSAGE"; frame = await slow.ReceiveAsync()) Assert.StartsWith($"{got++} ", frame.Text, StringComparison.Ordinal);
        Assert.Equal("ERROR", frame.Command);
        Assert.Contains("Limits.MaxOutboxSize", frame.Text, StringComparison.Ordinal);
        Assert.InRange(got, 1, Count - 1);
        Assert.Equal(code, await slow.ExpectClosedAsync());

        static void Patient(StompBrokerOptions options)
        {
            options.Limits.MaxOutboxSize = 512 * 1024;
            options.Limits.CloseTimeout = TimeSpan.FromSeconds(30);
        }
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("websocket")]
    public async Task It_is_dropped_when_it_does_not_even_take_its_leave(string transport)
    {
        await using var broker = await BrokerHost.StartAsync(options =>
        {
            options.Limits.MaxOutboxSize = 512 * 1024;
            options.Limits.CloseTimeout = TimeSpan.FromMilliseconds(200);
        });
        await using var slow = transport == "tcp" ? await broker.TcpAsync() : await broker.WebSocketAsync();
        await using var publisher = await broker.TcpAsync();
        await slow.ConnectAsync();
        await publisher.ConnectAsync();
        await slow.SubscribeAsync("/topic/a");

        for (var i = 0; i < 400; i++) await publisher.SendAsync("/topic/a", Body);

        await publisher.CallAsync("SEND", [("destination", "/topic/b")]);
        await Eventually.IsTrue(() => broker.Connections == 1, "the slow reader's place is free");
    }

    [Fact]
    public async Task Over_HTTP_2_it_is_cut_off_as_well()
    {
        await using var broker = await BrokerHost.StartAsync(options => options.Limits.MaxOutboxSize = 512 * 1024, protocols: HttpProtocols.Http2);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await using var slow = await StompTestClient.ConnectWebSocketAsync(
            broker.WebSocket, options => (options.HttpVersion, options.HttpVersionPolicy) = (System.Net.HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact), invoker);
        await using var publisher = await broker.TcpAsync();
        await slow.ConnectAsync();
        await publisher.ConnectAsync();
        await slow.SubscribeAsync("/topic/a");

        for (var i = 0; i < 100; i++) await publisher.SendAsync("/topic/a", Body);

        await Eventually.IsTrue(() => broker.Connections == 1, "the slow reader's place is free");
    }

    [Fact]
    public async Task It_loses_the_oldest_messages_where_that_is_the_policy()
    {
        const int Count = 400;
        await using var broker = await BrokerHost.StartAsync(options =>
        {
            options.Limits.MaxOutboxSize = 512 * 1024;
            options.Overflow["/topic/**"] = "drop-oldest";
        });
        await using var slow = await broker.WebSocketAsync();
        await using var publisher = await broker.TcpAsync();
        await slow.ConnectAsync();
        await publisher.ConnectAsync();
        await slow.SubscribeAsync("/topic/a");

        for (var i = 0; i < Count; i++) await publisher.SendAsync("/topic/a", $"{i} {Body}");
        await publisher.CallAsync("SEND", [("destination", "/topic/a")], $"{Count} ");

        var (last, missing) = (-1, 0);
        while (last < Count)
        {
            var message = await slow.ExpectAsync("MESSAGE");
            var number = int.Parse(message.Text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(number - last - 1, int.Parse(message["wava-gap"] ?? "0", System.Globalization.CultureInfo.InvariantCulture));
            missing += number - last - 1;
            last = number;
        }

        Assert.InRange(missing, 1, Count);
    }
}
