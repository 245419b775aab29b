using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class TransactionTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();
    private readonly ScriptedRoute _app = new();

    public TransactionTests() => _broker.Routes.Add(_app);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task SENDs_wait_for_COMMIT_and_take_effect_in_their_order_before_its_receipt()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        for (int i = 1; i <= 3; i++) await client.CallAsync("SEND", [("destination", "/app/x"), ("transaction", "t")], $"{i}");
        await client.CallAsync("SEND", [("destination", "/app/x")], "outside");
        Assert.Equal(["outside"], _app.Bodies);

        await client.CallAsync("COMMIT", [("transaction", "t")]);

        Assert.Equal(["outside", "1", "2", "3"], _app.Bodies);
    }

    [Fact]
    public async Task ABORT_forgets_what_was_said_and_frees_the_id()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        await client.SendAsync("/app/x", "1", ("transaction", "t"));
        await client.CallAsync("ABORT", [("transaction", "t")]);
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        await client.SendAsync("/app/x", "2", ("transaction", "t"));
        await client.CallAsync("COMMIT", [("transaction", "t")]);

        Assert.Equal(["2"], _app.Bodies);
    }

    [Fact]
    public async Task Transactions_of_one_connection_do_not_mix_and_those_of_others_do_not_exist()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.CallAsync("BEGIN", [("transaction", "a")]);
        await client.CallAsync("BEGIN", [("transaction", "b")]);
        await client.SendAsync("/app/x", "a", ("transaction", "a"));
        await client.SendAsync("/app/x", "b", ("transaction", "b"));
        StompTestClient other = await _broker.ConnectAsync();
        await other.CallAsync("BEGIN", [("transaction", "a")]);
        await other.CallAsync("COMMIT", [("transaction", "a")]);
        Assert.Empty(_app.Bodies);

        await client.CallAsync("COMMIT", [("transaction", "b")]);
        await client.CallAsync("ABORT", [("transaction", "a")]);

        Assert.Equal(["b"], _app.Bodies);
    }

    [Theory]
    [InlineData("DISCONNECT\nreceipt:bye\n\n\0")]
    [InlineData("nonsense\n\n\0")]
    public async Task The_end_of_the_connection_forgets_open_transactions(string end)
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        await client.CallAsync("SEND", [("destination", "/app/x"), ("transaction", "t")], "1");
        await client.SendTextAsync(end);
        await client.ReceiveAsync();
        await _broker.ExpectEndAsync(client);

        Assert.Empty(_app.Bodies);
    }

    [Theory]
    [InlineData("ACK", "COMMIT", 0)]
    [InlineData("ACK", "ABORT", 1)]
    [InlineData("NACK", "ABORT", 1)]
    [InlineData("NACK", "COMMIT", 0)]
    public async Task ACK_and_NACK_wait_for_COMMIT_too(string verb, string end, int left)
    {
        _broker.Memory.Queues.MaxDeliveries = 1;
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/queue/q", "s", "client-individual");
        await client.SendAsync("/queue/q", "x");
        TestFrame message = await client.ExpectAsync("MESSAGE");
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        await client.CallAsync(verb, [("id", message["ack"]!), ("transaction", "t")]);
        Assert.Equal(1, _broker.Broker.QueueDepth("/queue/q"));

        await client.CallAsync(end, [("transaction", "t")]);

        Assert.Equal(left, _broker.Broker.QueueDepth("/queue/q"));
        Assert.Equal(verb == "NACK" && end == "COMMIT" ? 1 : 0, _broker.Broker.QueueDepth("/queue/dead-letters"));
    }

    [Fact]
    public async Task A_message_that_is_acknowledged_cannot_be_acknowledged_in_a_transaction_again()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/queue/q", "s", "client-individual");
        await client.SendAsync("/queue/q", "x");
        TestFrame message = await client.ExpectAsync("MESSAGE");
        await client.CallAsync("ACK", [("id", message["ack"]!)]);
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        await client.SendFrameAsync("ACK", [("id", message["ack"]!), ("transaction", "t"), ("receipt", "r")]);

        Assert.Equal("r", (await client.ExpectErrorAsync())["receipt-id"]);
    }

    [Fact]
    public async Task A_subscription_that_ends_before_COMMIT_gets_its_messages_back()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/queue/q", "s", "client");
        await client.SendAsync("/queue/q", "x");
        TestFrame message = await client.ExpectAsync("MESSAGE");
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        await client.CallAsync("ACK", [("id", message["ack"]!), ("transaction", "t")]);
        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);

        await client.CallAsync("COMMIT", [("transaction", "t")]);

        Assert.Equal(1, _broker.Broker.QueueDepth("/queue/q"));
    }

    [Fact]
    public async Task A_COMMIT_that_fails_is_answered_with_an_error_and_no_receipt()
    {
        _app.OnSend = message => message.Body.Span.SequenceEqual("2"u8) ? throw new StompException("Full", "Try later.") : default;
        StompTestClient client = await _broker.ConnectAsync();
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        for (int i = 1; i <= 3; i++) await client.SendAsync("/app/x", $"{i}", ("transaction", "t"));
        await client.SendFrameAsync("COMMIT", [("transaction", "t"), ("receipt", "c")]);

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal(("Full", "c"), (error["message"], error["receipt-id"]));
        Assert.Equal(["1", "2"], _app.Bodies);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_connection_has_so_many_open_transactions_and_no_more(int wanted, bool refused)
    {
        _broker.Limits.MaxTransactions = 2;
        StompTestClient client = await _broker.ConnectAsync();
        await client.CallAsync("BEGIN", [("transaction", "gone")]);
        await client.CallAsync("COMMIT", [("transaction", "gone")]);
        for (int i = 1; i <= wanted; i++) await client.SendFrameAsync("BEGIN", [("transaction", $"{i}"), ("receipt", $"{i}")]);

        await ExpectAsync(client, $"{wanted}", refused, "Too many transactions", "MaxTransactions");
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_transaction_holds_so_many_frames_and_no_more(int wanted, bool refused)
    {
        _broker.Limits.MaxTransactionFrames = 2;
        StompTestClient client = await _broker.ConnectAsync();
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        for (int i = 1; i <= wanted; i++)
            await client.SendFrameAsync("SEND", [("destination", "/app/x"), ("transaction", "t"), ("receipt", $"{i}")]);

        await ExpectAsync(client, $"{wanted}", refused, "Transaction too long", "MaxTransactionFrames");
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task The_open_transactions_of_a_connection_hold_so_many_octets_together_and_no_more(int slack, bool refused)
    {
        // The message is the same each time, whatever it weighs.
        StompTestClient measure = await _broker.ConnectAsync();
        await measure.CallAsync("SEND", [("destination", "/app/x")], "12345");
        _broker.Limits.MaxTransactionSize = (2 * _app.Messages.Last().Size) + slack;
        StompTestClient client = await _broker.ConnectAsync();
        foreach (string id in new[] { "gone", "a", "b" }) await client.CallAsync("BEGIN", [("transaction", id)]);
        await client.CallAsync("SEND", [("destination", "/app/x"), ("transaction", "gone")], "12345");
        await client.CallAsync("ABORT", [("transaction", "gone")]); // its octets are free again
        await client.CallAsync("SEND", [("destination", "/app/x"), ("transaction", "a")], "12345");
        await client.SendAsync("/app/x", "12345", ("transaction", "b"), ("receipt", "last"));

        await ExpectAsync(client, "last", refused, "Transactions too large", "MaxTransactionSize");
    }

    private async Task ExpectAsync(StompTestClient client, string receipt, bool refused, string message, string option)
    {
        if (!refused)
        {
            await client.ExpectReceiptAsync(receipt);
            return;
        }

        TestFrame frame;
        while ((frame = await client.ReceiveAsync()).Command == "RECEIPT") Assert.NotEqual(receipt, frame["receipt-id"]);
        Assert.Equal((message, receipt), (frame["message"], frame["receipt-id"]));
        Assert.Contains($"Limits.{option}", frame.Text, StringComparison.Ordinal);
        Assert.Equal(1, _broker.Meter["stomp.limits.reached", option]);
    }
}
