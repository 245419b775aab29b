using Wava.Broker.Brokers.Memory;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class SubscribeTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();
    private readonly ScriptedRoute _app = new();

    public SubscribeTests() => _broker.Routes.Add(_app);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Every_subscription_gets_every_message_the_publishers_own_included()
    {
        StompTestClient one = await _broker.ConnectAsync();
        StompTestClient two = await _broker.ConnectAsync();
        foreach (StompTestClient each in new[] { one, two })
        {
            await each.SubscribeAsync("/topic/a", "x");
            await each.SubscribeAsync("/topic/*", "y");
        }

        await one.SendAsync("/topic/a", "hi");

        foreach (StompTestClient each in new[] { one, two })
        {
            TestFrame[] messages = [await each.ExpectAsync("MESSAGE"), await each.ExpectAsync("MESSAGE")];
            Assert.Equal(["x", "y"], messages.Select(message => message["subscription"]).Order());
            Assert.All(messages, message => Assert.Equal("/topic/a", message["destination"]));
        }
    }

    [Fact]
    public async Task In_1_0_the_destination_stands_in_for_the_id()
    {
        StompTestClient client = await _broker.ConnectAsync("1.0");
        await client.CallAsync("SUBSCRIBE", [("destination", "/topic/a")]);
        await client.SendAsync("/topic/a", "x");
        Assert.Equal("/topic/a", (await client.ExpectAsync("MESSAGE"))["subscription"]);

        await client.CallAsync("UNSUBSCRIBE", [("destination", "/topic/a")]);
        await client.SendAsync("/topic/a", "y");
        await client.CallAsync("SUBSCRIBE", [("destination", "/topic/a")]); // the id is free again
        await client.SendAsync("/topic/a", "z");
        Assert.Equal("z", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task In_1_0_a_subscription_with_an_id_can_be_ended_by_its_destination()
    {
        StompTestClient client = await _broker.ConnectAsync("1.0");
        await client.SubscribeAsync("/topic/a", "s");

        await client.CallAsync("UNSUBSCRIBE", [("destination", "/topic/a")]);

        Assert.Equal(0, _broker.Meter["stomp.subscriptions.active"]);
    }

    [Fact]
    public async Task An_id_is_one_connections_own_and_free_again_after_UNSUBSCRIBE()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await (await _broker.ConnectAsync()).SubscribeAsync("/topic/a", "s");
        await client.SubscribeAsync("/topic/a", "s");
        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);
        await client.SubscribeAsync("/topic/b", "s");
        await client.SendAsync("/topic/a", "a");
        await client.SendAsync("/topic/b", "b");

        Assert.Equal("b", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task An_id_of_any_octets_comes_back_as_it_was()
    {
        const string Id = "sub:1\\x\r\n ü";
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", Id);
        await client.SendAsync("/topic/a", "x");

        Assert.Equal(Id, (await client.ExpectAsync("MESSAGE"))["subscription"]);
    }

    [Fact]
    public async Task The_receipt_of_SUBSCRIBE_comes_when_the_route_has_it_and_that_of_UNSUBSCRIBE_when_it_is_over()
    {
        var subscribed = new TaskCompletionSource<SubscribeResult>();
        var over = new TaskCompletionSource();
        _app.OnSubscribe = _ => new ValueTask<SubscribeResult>(subscribed.Task);
        _app.OnUnsubscribe = _ => new ValueTask(over.Task);
        var conversation = new Conversation(_broker);
        Task<bool> subscribing = conversation.SayAsync("SUBSCRIBE\ndestination:/app/x\nid:s\nreceipt:1\n\n\0");
        Assert.Equal(0, _broker.Meter["stomp.subscriptions.active"]);
        subscribed.SetResult(new SubscribeResult(Recovered: true, Position: "e-7"));
        Assert.True(await subscribing);
        await conversation.Transport.HearsAsync("receipt-id:1\nwava-recovered:true\nwava-position:e-7\n");

        Task<bool> ending = conversation.SayAsync("UNSUBSCRIBE\nid:s\nreceipt:2\n\n\0");
        Assert.DoesNotContain("receipt-id:2", conversation.Transport.Text, StringComparison.Ordinal);
        over.SetResult();
        Assert.True(await ending);
        await conversation.Transport.HearsAsync("receipt-id:2\n");
    }

    [Fact]
    public async Task A_subscription_that_the_route_refuses_does_not_exist()
    {
        _app.OnSubscribe = _ => throw new StompException("No", "Not here.");
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendFrameAsync("SUBSCRIBE", [("destination", "/app/x"), ("id", "1")]);
        await client.ExpectErrorAsync();
        await _broker.ExpectEndAsync(client);

        Assert.Empty(_app.Ended);
        Assert.Equal(0, _broker.Meter["stomp.subscriptions.active"]);
    }

    [Fact]
    public async Task All_subscriptions_end_with_the_connection_even_when_one_makes_trouble()
    {
        _app.OnUnsubscribe = subscription => subscription.Id == "1" ? throw new InvalidOperationException() : default;
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/app/x", "1");
        await client.SubscribeAsync("/app/x", "2");
        await client.SubscribeAsync("/topic/a", "3");

        await client.DisposeAsync();

        await Eventually.IsTrue(() => _broker.Registry.Count == 0, "the session ended");
        Assert.Equal(["1", "2"], _app.Ended);
        Assert.Equal(0, _broker.Meter["stomp.subscriptions.active"]);
    }

    [Theory]
    [InlineData("client", null, 100)]
    [InlineData("client", "7", 7)]
    [InlineData("client", "0", 100)]
    [InlineData("client", "10001", 10_000)]
    [InlineData("auto", "7", 10)]
    [InlineData("auto", "70", 70)]
    public async Task Prefetch_is_what_the_client_asks_for_within_the_limits(string mode, string? asked, int prefetch)
    {
        StompTestClient client = await _broker.ConnectAsync();
        foreach (string header in new[] { "prefetch-count", "activemq.prefetchSize" })
            await client.SubscribeAsync("/app/x", header, mode, asked is null ? [] : [(header, asked)]);

        Assert.Equal([prefetch, prefetch], _app.Subscriptions.Select(each => each.Prefetch));
    }

    [Fact]
    public async Task What_was_missed_can_be_asked_for_by_number_or_by_the_last_message_seen()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/app/x", "1", null, ("wava-replay", "20"));
        await client.SubscribeAsync("/app/x", "2", null, ("wava-since", "some-epoch-42"));
        await client.SubscribeAsync("/app/x", "3");

        Assert.Equal([new ReplayRequest(20, null, 0), new ReplayRequest(0, "some-epoch", 42), null], _app.Subscriptions.Select(each => each.Replay));
    }

    [Fact]
    public async Task History_is_replayed_before_live_messages_and_the_receipt_says_whether_it_was_all()
    {
        _broker.Memory.History.Add(new HistoryRule { Pattern = "/topic/h", MaxCount = 2 });
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/h", "live");
        List<TestFrame> sent = [];
        foreach (string body in new[] { "1", "2", "3" })
        {
            await client.SendAsync("/topic/h", body);
            sent.Add(await client.ExpectAsync("MESSAGE"));
        }

        TestFrame complete = await client.CallAsync("SUBSCRIBE", [("destination", "/topic/h"), ("id", "c"), ("wava-since", sent[0]["message-id"]!)]);
        Assert.Equal("true", complete["wava-recovered"]);
        Assert.Equal(sent[2]["message-id"], complete["wava-position"]);
        Assert.Equal(["2", "3"], [(await client.ExpectAsync("MESSAGE")).Text, (await client.ExpectAsync("MESSAGE")).Text]);

        TestFrame unknown = await client.CallAsync("SUBSCRIBE", [("destination", "/topic/h"), ("id", "u"), ("wava-since", "other-1")]);
        Assert.Equal("false", unknown["wava-recovered"]);
    }

    [Theory]
    [InlineData(true, new[] { "hot" })]
    [InlineData(false, new[] { "cold", "hot" })]
    public async Task A_selector_counts_where_selectors_are_on(bool on, string[] received)
    {
        await using var broker = new SessionFixture { Selectors = on };
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s", null, ("selector", "degrees > 30"));
        await client.SendAsync("/topic/a", "cold", ("degrees", "3"));
        await client.SendAsync("/topic/a", "hot", ("degrees", "31"));

        foreach (string body in received) Assert.Equal(body, (await client.ExpectAsync("MESSAGE")).Text);
        await client.CallAsync("SEND", [("destination", "/topic/none")]);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_connection_has_so_many_subscriptions_and_no_more(int wanted, bool refused)
    {
        _broker.Limits.MaxSubscriptions = 2;
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/gone", "gone");
        await client.CallAsync("UNSUBSCRIBE", [("id", "gone")]);
        for (int i = 1; i < wanted; i++) await client.SubscribeAsync("/topic/a", $"{i}");
        await client.SendFrameAsync("SUBSCRIBE", [("destination", "/topic/a"), ("id", "last"), ("receipt", "r")]);

        TestFrame answer = await client.ReceiveAsync();

        Assert.Equal(refused ? "ERROR" : "RECEIPT", answer.Command);
        Assert.Equal("r", answer["receipt-id"]);
        Assert.Equal(refused, answer.Text.Contains("Limits.MaxSubscriptions", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(255, false)]
    [InlineData(256, false)]
    [InlineData(257, true)]
    public async Task A_subscription_id_is_so_long_and_no_longer(int length, bool refused)
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendFrameAsync("SUBSCRIBE", [("destination", "/topic/a"), ("id", new string('x', length)), ("receipt", "r")]);

        TestFrame answer = await client.ReceiveAsync();

        Assert.Equal((refused ? "ERROR" : "RECEIPT", "r"), (answer.Command, answer["receipt-id"]));
        Assert.Equal(refused, answer.Text.Contains("Limits.MaxSubscriptionIdLength", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_subscription_has_the_overflow_policy_of_the_first_pattern_that_covers_it()
    {
        _broker.Overflow.Add(("/app/prices/**", OverflowPolicy.Conflate("symbol")));
        _broker.Overflow.Add(("/app/**", OverflowPolicy.DropOldest));
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/app/prices/eu");
        await client.SubscribeAsync("/app/news");
        await client.SubscribeAsync("/topic/a");

        Assert.Equal([OverflowPolicy.Conflate("symbol"), OverflowPolicy.DropOldest], _app.Subscriptions.Select(each => each.Overflow));
        Assert.Same(OverflowPolicy.Disconnect, _broker.Services.Options.OverflowFor("/topic/a"));
    }
}
