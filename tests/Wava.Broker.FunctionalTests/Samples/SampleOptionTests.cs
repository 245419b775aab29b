using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.FunctionalTests.Wires;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Samples;

/// <summary>The options that the sample's first lines promise.</summary>
public sealed class SampleOptionTests
{
    [Fact]
    public async Task Paths_origins_prefixes_heart_beats_and_limits_can_be_given()
    {
        await using var sample = await SampleBroker.StartAsync(
            "--path", "/stomp", "--path", "/a/b", "--origin", "https://one.example", "--origin", "https://*.two.example",
            "--heart-beat", "1500,2500", "--topic", "/exchange", "--queue", "/jobs", "--queue", "/amq/queue", "--Stomp:Limits:MaxBodySize", "100");

        foreach (var path in new[] { "ws", "stomp", "a/b" })
        {
            await using var client = await StompTestClient.ConnectWebSocketAsync(new Uri($"ws://127.0.0.1:{sample.HttpPort}/{path}"));
            Assert.Equal("1500,2500", (await client.ConnectAsync())["heart-beat"]);
        }

        foreach (var origin in new[] { "https://one.example", "https://a.two.example" })
        {
            await using var socket = await RawWebSocket.OpenAsync(sample.HttpPort, $"Origin: {origin}");
        }

        await using var publisher = await sample.TcpAsync();
        await publisher.ConnectAsync();
        foreach (var queue in new[] { "/jobs/a", "/amq/queue/a" })
        {
            await publisher.CallAsync("SEND", [("destination", queue)], "kept");
            await publisher.SubscribeAsync(queue);
            Assert.Equal("kept", (await publisher.ExpectAsync("MESSAGE")).Text);
        }

        await publisher.SubscribeAsync("/exchange/**");
        await publisher.SendAsync("/exchange/a", "all");
        Assert.Equal("all", (await publisher.ExpectAsync("MESSAGE")).Text);
        await publisher.SendAsync("/exchange/a", new string('x', 101));
        Assert.Contains("100", (await publisher.ExpectErrorAsync()).Text, StringComparison.Ordinal);

        await using var stranger = await sample.TcpAsync();
        await stranger.ConnectAsync();
        await stranger.SendAsync("/topic/a", "nobody's any more");
        Assert.Contains("outside all prefixes", (await stranger.ExpectErrorAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_services_that_suites_for_sockjs_want_can_be_had()
    {
        await using var sample = await SampleBroker.StartAsync("--sockjs-services", "--SockJs:StreamLimit", "4096");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sample.HttpPort}") };

        foreach (string path in new[] { "/ws", "/echo", "/disabled_websocket_echo", "/cookie_needed_echo", "/close" })
            Assert.Equal("Welcome to SockJS!\n", await http.GetStringAsync(path));
        Assert.Contains("\"websocket\":false", await http.GetStringAsync("/disabled_websocket_echo/info"), StringComparison.Ordinal);
        Assert.Equal("o\n", await PollAsync("/close"));
        Assert.Equal("c[3000,\"Go away!\"]\n", await PollAsync("/close"));

        async Task<string> PollAsync(string path)
        {
            using HttpResponseMessage answer = await http.PostAsync($"{path}/0/a/xhr", null);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task Users_can_be_given_and_then_nobody_else_connects()
    {
        await using var sample = await SampleBroker.StartAsync("--user", "ann:secret", "--user", "bob:with:colons");
        foreach (var (login, passcode) in new[] { ("ann", "secret"), ("bob", "with:colons") })
        {
            await using var tcp = await sample.TcpAsync();
            await using var webSocket = await sample.WebSocketAsync();
            Assert.Equal(login, (await tcp.ConnectAsync(login: login, passcode: passcode))["user-name"]);
            Assert.Equal(login, (await webSocket.ConnectAsync(login: login, passcode: passcode))["user-name"]);
        }

        foreach (var (login, passcode) in new[] { ("ann", "wrong"), ("ann", ""), ("eve", "secret"), ("ANN", "secret"), ("", ""), (null, null), ("ann", null), (null, "secret") })
        {
            await RefusedAsync(await sample.TcpAsync(), login, passcode, null);
            await RefusedAsync(await sample.WebSocketAsync(), login, passcode, 1008);
        }

        async Task RefusedAsync(StompTestClient opened, string? login, string? passcode, int? code)
        {
            await using var client = opened;
            (string, string?)[] headers = [("accept-version", "1.2"), ("host", "a"), ("login", login), ("passcode", passcode)];
            await client.SendFrameAsync("CONNECT", [.. headers.Where(each => each.Item2 is not null).Select(each => (each.Item1, each.Item2!))]);
            await client.SendAsync("/topic/a", "sneaked in");
            var error = await client.ExpectErrorAsync();
            Assert.Equal("Access refused", error["message"]);
            Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
            Assert.Equal(code, await client.ExpectClosedAsync());
        }
    }

    [Fact]
    public async Task Some_destinations_can_be_told_to_remember()
    {
        await using var sample = await SampleBroker.StartAsync("--history", "/topic/news/**=3", "--history", "/topic/log");
        await using var client = await sample.WebSocketAsync();
        await client.ConnectAsync();
        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync("/topic/news/a", $"{i}");
            await client.SendAsync("/topic/log", $"{i}");
            await client.SendAsync("/topic/other", $"{i}");
        }

        await client.SubscribeAsync("/topic/news/a", headers: ("wava-replay", "10"));
        TestFrame last = null!;
        foreach (var text in new[] { "2", "3", "4" }) Assert.Equal(text, (last = await client.ExpectAsync("MESSAGE")).Text);
        await client.SubscribeAsync("/topic/log", headers: ("wava-replay", "4"));
        foreach (var text in new[] { "1", "2", "3", "4" }) Assert.Equal(text, (await client.ExpectAsync("MESSAGE")).Text);
        await client.SubscribeAsync("/topic/other", headers: ("wava-replay", "4"));

        // One that was away asks for what it missed, and is told when that is too much.
        await using var other = await sample.TcpAsync();
        await other.ConnectAsync();
        await other.SendAsync("/topic/news/a", "5");
        var back = await other.CallAsync("SUBSCRIBE", [("destination", "/topic/news/a"), ("id", "1"), ("wava-since", last["message-id"]!)]);
        Assert.Equal("true", back["wava-recovered"]);
        Assert.Equal("5", (await other.ExpectAsync("MESSAGE")).Text);
        for (var i = 6; i < 12; i++) await other.CallAsync("SEND", [("destination", "/topic/news/a")], $"{i}");
        await using var late = await sample.TcpAsync();
        await late.ConnectAsync();
        var tooLate = await late.CallAsync("SUBSCRIBE", [("destination", "/topic/news/a"), ("id", "1"), ("wava-since", last["message-id"]!)]);
        Assert.Equal("false", tooLate["wava-recovered"]);
    }

    [Fact]
    public async Task Options_can_come_from_the_environment()
    {
        await using var sample = await SampleBroker.StartWithAsync("http", new()
        {
            ["Broker__tcp"] = "{tcp}",
            ["Broker__user"] = "ann:secret,bob:other",
            ["Broker__path__0"] = "/one",
            ["Broker__path__1"] = "/two",
            ["Stomp__Limits__MaxSubscriptions"] = "1",
        });
        await using var tcp = await sample.TcpAsync();
        await tcp.ConnectAsync(login: "bob", passcode: "other");
        await using var one = await StompTestClient.ConnectWebSocketAsync(new Uri($"ws://127.0.0.1:{sample.HttpPort}/one"));
        await one.ConnectAsync(login: "ann", passcode: "secret");
        await using var two = await StompTestClient.ConnectWebSocketAsync(new Uri($"ws://127.0.0.1:{sample.HttpPort}/two"));
        await two.ConnectAsync(login: "ann", passcode: "secret");

        await tcp.SubscribeAsync("/topic/a");
        await tcp.SendFrameAsync("SUBSCRIBE", [("destination", "/topic/b"), ("id", "another")]);

        Assert.Contains("Limits.MaxSubscriptions", (await tcp.ExpectErrorAsync()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Limits.MaxBodySize", "--Stomp:Limits:MaxBodySize", "0")]
    [InlineData("HeartBeat.Outgoing", "--heart-beat", "1,1")]
    [InlineData("'/topic/' is not a prefix", "--topic", "/topic/")]
    [InlineData("neither a login nor a passcode", "--user", "ann")]
    [InlineData("is not a pattern", "--history", "/topic/**/a**b")]
    public async Task A_mistake_in_the_options_is_told_at_the_start(string words, params string[] options)
    {
        var told = await Assert.ThrowsAsync<InvalidOperationException>(async () => await SampleBroker.StartAsync(options));

        Assert.Contains(words, told.Message, StringComparison.Ordinal);
    }
}
