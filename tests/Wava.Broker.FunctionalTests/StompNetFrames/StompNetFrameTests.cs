using System.Globalization;
using Wava.Broker.FunctionalTests.Hosts;

namespace Wava.Broker.FunctionalTests.StompNetFrames;

/// <summary>What Stomp.Net asks of a broker, frame for frame, of the running sample. <c>StompNet/</c> holds the same with the library itself.</summary>
public sealed class StompNetFrameTests(SharedSample sample) : IClassFixture<SharedSample>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_connects_as_1_1_with_a_host_and_without(bool host)
    {
        await using var client = await OpenAsync();

        var connected = await client.ConnectAsync(host: host);

        Assert.Equal("1.1", connected["version"]);
        await client.SendAsync(Destination.Topic(), "x");
        await client.DisconnectAsync();
    }

    [Fact]
    public async Task It_may_know_1_0_only()
    {
        await using var client = await OpenAsync();

        await client.WriteAsync("CONNECT", "", ("client-id", "a"), ("accept-version", "1.0"));
        await client.WriteAsync("SUBSCRIBE", "", ("receipt", "1"), ("destination", "/topic/a"), ("ack", "client"));

        Assert.Equal("1.0", (await client.ReadConnectedAsync())["version"]);
        await client.ReceiptAsync("1");
    }

    [Theory]
    [InlineData("client")]
    [InlineData("client-individual")]
    public async Task A_topic_and_a_queue_go_round_in_both_modes(string mode)
    {
        await using var client = await OpenAsync();
        await client.ConnectAsync();
        var number = 0;
        foreach (var destination in new[] { Destination.Topic(), Destination.Queue() })
        {
            var id = await client.SubscribeAsync(destination, mode, ++number);
            await client.SendOnlyAsync(destination, "hello é", more: ("colour", "red"));

            var (headers, body) = await client.MessageAsync();

            Assert.Equal("hello é", body);
            Assert.Equal((id, destination, "red", "5"), (headers["subscription"], headers["destination"], headers["colour"], headers["priority"]));
            Assert.Equal(("true", "jms-byte", "1767225600000"), (headers["persistent"], headers["transformation"], headers["timestamp"]));
            Assert.False(headers.ContainsKey("receipt"));
            await client.AckAsync(headers);
            await client.UnsubscribeAsync(id);
        }

        await client.SendAsync(Destination.Topic(), "and it is still connected");
    }

    [Theory]
    [InlineData("client", "c")]
    [InlineData("client-individual", "a,c")]
    public async Task An_ACK_by_message_id_and_subscription_counts_by_the_mode(string mode, string left)
    {
        var queue = Destination.Queue();
        await using var second = await OpenAsync();
        await second.ConnectAsync();
        await using (var first = await OpenAsync())
        {
            await first.ConnectAsync();
            foreach (var body in new[] { "a", "b", "c" }) await first.SendAsync(queue, body);
            await first.SubscribeAsync(queue, mode);
            await first.MessageAsync();
            var (middle, _) = await first.MessageAsync();
            await first.MessageAsync();
            await first.AckAsync(middle);
            await first.DisconnectAsync();
        }

        await second.SubscribeAsync(queue, "client-individual");
        List<string> again = [];
        while (again.Count < left.Split(',').Length)
        {
            var (headers, body) = await second.MessageAsync();
            Assert.Equal("true", headers["redelivered"]);
            again.Add(body);
        }

        Assert.Equal(left, string.Join(',', again.Order()));
    }

    [Theory]
    [InlineData("a\0b\0")]
    [InlineData("\n\n")]
    [InlineData("")]
    public async Task Bodies_with_NUL_and_none_arrive_as_they_were(string body)
    {
        await using var client = await OpenAsync();
        await client.ConnectAsync();
        var topic = Destination.Topic();
        await client.SubscribeAsync(topic, "client-individual");

        await client.SendOnlyAsync(topic, body);

        Assert.Equal(body, (await client.MessageAsync()).Body);
    }

    [Fact]
    public async Task Headers_with_colons_backslashes_and_line_ends_arrive_as_they_were()
    {
        await using var client = await OpenAsync();
        await client.ConnectAsync();
        var topic = Destination.Topic();
        await client.SubscribeAsync(topic, "client");

        await client.SendOnlyAsync(topic, "x", more: [("a:b", "c:d"), ("e\\f", "\\n"), ("g", "h\ni")]);

        var (headers, _) = await client.MessageAsync();
        Assert.Equal(("c:d", "\\n", "h\ni"), (headers["a:b"], headers["e\\f"], headers["g"]));
    }

    [Fact]
    public async Task A_SEND_in_a_transaction_is_receipted_at_once_and_seen_after_COMMIT()
    {
        await using var client = await OpenAsync();
        await client.ConnectAsync();
        var topic = Destination.Topic();
        await client.SubscribeAsync(topic, "client");
        const string Transaction = "ID:machine-4711-638000000000000000-1:0:1";

        await client.BeginAsync(Transaction);
        await client.SendAsync(topic, "one", Transaction); // waits for its receipt
        await client.SendAsync(topic, "two", Transaction);
        Assert.Equal(0, client.Waiting);
        await client.WriteAsync("COMMIT", "", ("transaction", Transaction), ("receipt", "900"));

        Assert.Equal("one", (await client.MessageAsync()).Body);
        Assert.Equal("two", (await client.MessageAsync()).Body);
        await client.ReceiptAsync("900");
    }

    [Fact]
    public async Task ABORT_is_receipted_and_leaves_nothing()
    {
        await using var client = await OpenAsync();
        await client.ConnectAsync();
        var topic = Destination.Topic();
        await client.SubscribeAsync(topic, "client");

        await client.BeginAsync("t1");
        await client.SendAsync(topic, "never", "t1");
        await client.EndAsync("ABORT", "t1");
        await client.BeginAsync("t1"); // the id is free again
        await client.EndAsync("COMMIT", "t1");
        await client.SendOnlyAsync(topic, "after");

        Assert.Equal("after", (await client.MessageAsync()).Body);
    }

    [Fact]
    public async Task An_ACK_in_a_transaction_counts_with_it()
    {
        var queue = Destination.Queue();
        await using var client = await OpenAsync();
        await client.ConnectAsync();
        await client.SendAsync(queue, "job");
        var id = await client.SubscribeAsync(queue, "client-individual");
        var (job, _) = await client.MessageAsync();

        await client.BeginAsync("t1");
        await client.AckAsync(job, "t1");
        await client.EndAsync("ABORT", "t1");
        await client.UnsubscribeAsync(id);
        await client.SubscribeAsync(queue, "client-individual", 2);
        var (again, _) = await client.MessageAsync();
        await client.BeginAsync("t2");
        await client.AckAsync(again, "t2");
        await client.EndAsync("COMMIT", "t2");

        await using var other = await OpenAsync();
        await other.ConnectAsync();
        await client.DisconnectAsync();
        await other.SendAsync(queue, "next");
        await other.SubscribeAsync(queue, "client");
        Assert.Equal("next", (await other.MessageAsync()).Body);
    }

    [Theory]
    [InlineData("/temp-queue/")]
    [InlineData("/temp-topic/")]
    [InlineData("/queue/")]
    public async Task A_question_is_answered_where_it_says(string prefix)
    {
        await using var asking = await OpenAsync();
        await using var answering = await OpenAsync();
        await asking.ConnectAsync();
        await answering.ConnectAsync();
        var (questions, answers) = (Destination.Queue(), $"{prefix}ID:machine-4711-638000000000000000-1:0:{Guid.NewGuid():N}");
        await answering.SubscribeAsync(questions, "client");
        await asking.SubscribeAsync(answers, "client");

        await asking.SendAsync(questions, "how much?", more: [("reply-to", answers), ("correlation-id", "42"), ("type", "question")]);
        var (question, _) = await answering.MessageAsync();
        Assert.Equal((answers, "question"), (question["reply-to"], question["type"]));
        await answering.SendAsync(question["reply-to"], "so much", more: ("correlation-id", question["correlation-id"]));

        var (answer, body) = await asking.MessageAsync();
        Assert.Equal(("so much", "42"), (body, answer["correlation-id"]));
    }

    [Fact]
    public async Task Headers_for_another_broker_do_no_harm()
    {
        await using var client = await OpenAsync();
        await client.ConnectAsync();
        var topic = Destination.Topic();

        await client.SubscribeAsync(topic, "client", 1, ("durable-subscriber-name", "d"), ("selector", "colour = 'red' AND ("), ("no-local", "True"),
            ("activemq.exclusive", "True"), ("activemq.subscriptionName", "d"), ("activemq.subcriptionName", "d"));
        await client.SendOnlyAsync(topic, "x", more: [("JMSXGroupID", "g"), ("JMSXGroupSeq", "1"), ("expires", "0")]);

        // Selectors are off unless the server is told otherwise, and one's own messages come back: both are stated, not surprising.
        Assert.Equal("g", (await client.MessageAsync()).Headers["JMSXGroupID"]);
    }

    [Fact]
    public async Task Five_hundred_receipted_messages_and_two_thousand_without_arrive()
    {
        await using var client = await OpenAsync();
        await client.ConnectAsync();
        var queue = Destination.Queue();
        for (var i = 0; i < 500; i++) await client.SendAsync(queue, $"{i}");
        for (var i = 500; i < 2500; i++) await client.SendOnlyAsync(queue, $"{i}");

        await client.SubscribeAsync(queue, "client");
        for (var i = 0; i < 2500; i++)
        {
            var (headers, body) = await client.MessageAsync();
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), body);
            await client.AckAsync(headers);
        }
    }

    [Fact]
    public async Task An_error_says_what_it_is_in_its_message_header_and_names_an_integer_receipt_or_none()
    {
        await using var client = await OpenAsync();
        await client.ConnectAsync();

        await client.SendOnlyAsync("/nowhere/a", "x", receipt: "17");

        var error = await client.ErrorAsync();
        Assert.Equal(("Bad destination", "17"), (error["message"], error["receipt-id"]));
        await client.ClosedAsync();
    }

    [Fact]
    public async Task Heart_beats_are_agreed_on_and_lone_line_ends_are_fine_anywhere_between_frames()
    {
        await using var client = await OpenAsync();
        var connected = await client.ConnectAsync();
        Assert.Equal("400,400", connected["heart-beat"]);

        for (var i = 0; i < 3; i++)
        {
            await client.HeartBeatAsync();
            await client.SendAsync(Destination.Topic(), "x");
            await client.HeartBeatAsync();
        }
    }

    [Fact]
    public async Task A_wrong_login_is_refused_with_a_message()
    {
        await using var locked = await BrokerHost.StartAsync(options => options.Users["ann"] = "secret");
        await using (var right = await StompNetConversation.OpenAsync(locked.TcpPort)) await right.ConnectAsync("ann", "secret");
        await using var wrong = await StompNetConversation.OpenAsync(locked.TcpPort);

        await wrong.WriteAsync("CONNECT", "", ("client-id", "a"), ("login", "ann"), ("passcode", "no"), ("accept-version", "1.0,1.1"));

        Assert.Equal("Access refused", (await wrong.ErrorAsync())["message"]);
        await wrong.ClosedAsync();
    }

    private Task<StompNetConversation> OpenAsync() => StompNetConversation.OpenAsync(sample.Broker.TcpPort);
}
