using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class AcknowledgeTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("1.0", null, false)]
    [InlineData("1.1", "auto", false)]
    [InlineData("1.2", null, false)]
    [InlineData("1.1", "client", false)]
    [InlineData("1.2", "auto", false)]
    [InlineData("1.2", "client", true)]
    [InlineData("1.2", "client-individual", true)]
    public async Task A_message_says_how_to_acknowledge_it_where_the_version_has_a_word_for_it(string version, string? mode, bool expected)
    {
        StompTestClient client = await _broker.ConnectAsync(version);
        await client.SubscribeAsync("/topic/a", "s", mode);
        await client.SendAsync("/topic/a", "x");

        TestFrame message = await client.ExpectAsync("MESSAGE");

        Assert.Equal(expected, message["ack"] is not null);
        Assert.Equal("s", message["subscription"]);
    }

    [Theory]
    [InlineData("1.0", "client", "3", new[] { "4" })]
    [InlineData("1.1", "client", "3", new[] { "4" })]
    [InlineData("1.2", "client", "3", new[] { "4" })]
    [InlineData("1.1", "client-individual", "3", new[] { "1", "2", "4" })]
    [InlineData("1.2", "client-individual", "3", new[] { "1", "2", "4" })]
    public async Task Client_is_cumulative_and_client_individual_is_not(string version, string mode, string acknowledged, string[] again)
    {
        StompTestClient client = await _broker.ConnectAsync(version);
        List<TestFrame> messages = await LendAsync(client, mode, "1", "2", "3", "4");
        await SayAsync(client, "ACK", messages.Single(each => each.Text == acknowledged));

        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);

        Assert.Equal(again, await DrainAsync(again.Length, redelivered: true));
    }

    [Theory]
    [InlineData("client", "2", new[] { "1", "2" })]
    [InlineData("client-individual", "2", new[] { "2" })]
    public async Task NACK_refuses_as_much_as_ACK_takes(string mode, string refused, string[] dead)
    {
        _broker.Memory.Queues.MaxDeliveries = 1; // what is refused once is a dead letter
        StompTestClient client = await _broker.ConnectAsync();
        List<TestFrame> messages = await LendAsync(client, mode, "1", "2", "3");

        await SayAsync(client, "NACK", messages.Single(each => each.Text == refused));

        await client.SubscribeAsync("/queue/dead-letters");
        foreach (string body in dead) Assert.Equal(body, (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Equal(0, _broker.Broker.QueueDepth("/queue/dead-letters"));
        Assert.Equal(3 - dead.Length, _broker.Broker.QueueDepth("/queue/q"));
    }

    [Fact]
    public async Task NACK_without_requeue_does_not_bring_the_message_back()
    {
        StompTestClient client = await _broker.ConnectAsync();
        TestFrame message = (await LendAsync(client, "client-individual", "1"))[0];
        await client.CallAsync("NACK", [("id", message["ack"]!), ("requeue", "false")]);

        Assert.Equal(0, _broker.Broker.QueueDepth("/queue/q"));
        Assert.Equal(1, _broker.Broker.QueueDepth("/queue/dead-letters"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_second_acknowledgement_of_one_message_is_an_error(string which)
    {
        StompTestClient client = await _broker.ConnectAsync();
        List<TestFrame> messages = await LendAsync(client, "client-individual", "1", "2", "3");
        TestFrame message = messages.Single(each => each.Text == which);
        await SayAsync(client, "ACK", message);
        await client.SendFrameAsync("ACK", [("id", message["ack"]!), ("receipt", "again")]);

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal(("Unknown delivery", "again"), (error["message"], error["receipt-id"]));
        Assert.Contains("acknowledged before", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_client_a_message_that_a_later_one_covered_may_be_acknowledged_again()
    {
        StompTestClient client = await _broker.ConnectAsync();
        List<TestFrame> messages = await LendAsync(client, "client", "1", "2", "3");

        await SayAsync(client, "ACK", messages[2]);
        await SayAsync(client, "ACK", messages[0]);

        Assert.Equal(0, _broker.Broker.QueueDepth("/queue/q"));
    }

    [Fact]
    public async Task An_acknowledgement_after_UNSUBSCRIBE_is_taken_and_changes_nothing()
    {
        StompTestClient client = await _broker.ConnectAsync();
        TestFrame message = (await LendAsync(client, "client", "1"))[0];
        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);

        await SayAsync(client, "ACK", message);

        Assert.Equal(["1"], await DrainAsync(1, redelivered: true));
    }

    [Fact]
    public async Task What_another_connection_was_sent_cannot_be_acknowledged()
    {
        StompTestClient mine = await _broker.ConnectAsync();
        TestFrame message = (await LendAsync(mine, "client", "1"))[0];
        StompTestClient thief = await _broker.ConnectAsync();
        await thief.SubscribeAsync("/topic/a", "s", "client");
        await thief.SendFrameAsync("ACK", [("id", message["ack"]!)]);

        await thief.ExpectErrorAsync();

        Assert.Equal(1, _broker.Broker.QueueDepth("/queue/q"));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    public async Task To_acknowledge_what_needs_none_is_harmless_before_1_2(string version)
    {
        StompTestClient client = await _broker.ConnectAsync(version);
        await client.SubscribeAsync("/topic/a", "s");
        await client.SendAsync("/topic/a", "x");
        TestFrame message = await client.ExpectAsync("MESSAGE");

        await client.CallAsync("ACK", [("message-id", message["message-id"]!), ("subscription", "s")]);
    }

    [Fact]
    public async Task The_loss_of_a_connection_gives_back_what_was_not_acknowledged()
    {
        StompTestClient client = await _broker.ConnectAsync();
        List<TestFrame> messages = await LendAsync(client, "client-individual", "1", "2", "3");
        await SayAsync(client, "ACK", messages[1]);

        await client.DisposeAsync();

        Assert.Equal(["1", "3"], await DrainAsync(2, redelivered: true));
    }

    [Fact]
    public async Task One_that_was_lent_but_never_sent_comes_as_if_for_the_first_time()
    {
        StompTestClient sender = await _broker.ConnectAsync();
        await sender.CallAsync("SEND", [("destination", "/queue/q")], "1");
        var conversation = new Conversation(_broker);
        await conversation.Transport.HearsAsync("CONNECTED");
        conversation.Transport.Stall();
        conversation.Say("SEND\ndestination:/topic/none\nreceipt:stall\n\n\0"); // the receipt's flush gets stuck
        await conversation.Transport.HearsAsync("stall");
        await conversation.SayAsync("SUBSCRIBE\ndestination:/queue/q\nid:s\nack:client\n\n\0");
        Assert.DoesNotContain("MESSAGE", conversation.Transport.Text, StringComparison.Ordinal);

        await conversation.Session.EndAsync();

        Assert.Equal(["1"], await DrainAsync(1, redelivered: false));
    }

    private static async Task<List<TestFrame>> LendAsync(StompTestClient client, string mode, params string[] bodies)
    {
        await client.SubscribeAsync("/queue/q", "s", mode);
        List<TestFrame> messages = [];
        foreach (string body in bodies)
        {
            await client.SendAsync("/queue/q", body);
            messages.Add(await client.ExpectAsync("MESSAGE"));
        }

        return messages;
    }

    private static Task<TestFrame> SayAsync(StompTestClient client, string verb, TestFrame message) => client.CallAsync(
        verb,
        client.Version switch
        {
            "1.2" => [("id", message["ack"]!)],
            "1.1" => [("message-id", message["message-id"]!), ("subscription", message["subscription"]!)],
            _ => [("message-id", message["message-id"]!)],
        });

    private async Task<List<string>> DrainAsync(int count, bool redelivered)
    {
        StompTestClient other = await _broker.ConnectAsync();
        await other.SubscribeAsync("/queue/q");
        List<string> bodies = [];
        for (int i = 0; i < count; i++)
        {
            TestFrame message = await other.ExpectAsync("MESSAGE");
            Assert.Equal(redelivered ? "true" : null, message["redelivered"]);
            bodies.Add(message.Text);
        }

        await other.CallAsync("SEND", [("destination", "/topic/none")]);
        Assert.Equal(0, _broker.Broker.QueueDepth("/queue/q"));
        return bodies;
    }
}
