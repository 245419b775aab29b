using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

/// <summary>Every way in which a connected client can be at fault: what it is told, and that nothing behind the fault is done.</summary>
public sealed class RefusalTests : IAsyncDisposable
{
    private const string Subscribed = "SUBSCRIBE\ndestination:/topic/a\nid:s\nack:client-individual\n\n\0";

    private readonly SessionFixture _broker = new() { Selectors = true };
    private readonly ScriptedRoute _app = new();

    public RefusalTests() => _broker.Routes.Add(_app);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("1.2", "SEND\nreceipt:r\n\n\0", "No destination", "destination:/topic/news")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:\n\n\0", "Bad destination", "empty")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:/topic//a\n\n\0", "Bad destination", "empty segment")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:/topic/a/\n\n\0", "Bad destination", "separator")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:/topic/../a\n\n\0", "Bad destination", "'..'")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:/topic/a\\n\n\n\0", "Bad destination", "control character")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:/elsewhere\n\n\0", "Bad destination", "outside all prefixes")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:/topicality\n\n\0", "Bad destination", "outside all prefixes")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:/topic/*\n\n\0", "Cannot send to a pattern", "subscribed to")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\nid:1\n\n\0", "No destination", "SUBSCRIBE")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\n\n\0", "No subscription id", "unique")]
    [InlineData("1.1", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\n\n\0", "No subscription id", "unique")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\nid:\n\n\0", "No subscription id", "unique")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/elsewhere\nid:1\n\n\0", "Bad destination", "outside all prefixes")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\nid:1\nack:never\n\n\0", "Unknown ack mode", "client-individual")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\nid:1\nack:Auto\n\n\0", "Unknown ack mode", "client-individual")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/queue/a\nid:1\nprefetch-count:-1\n\n\0", "Malformed prefetch-count", "number")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/queue/a\nid:1\nactivemq.prefetchSize:x\n\n\0", "Malformed prefetch-count", "number")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\nid:1\nwava-replay:some\n\n\0", "Malformed replay request", "wava-replay")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\nid:1\nwava-since:5\n\n\0", "Malformed replay request", "wava-since")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\nid:1\nwava-since:e-\n\n\0", "Malformed replay request", "wava-since")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\nid:1\nselector:a = \n\n\0", "Bad selector", "")]
    [InlineData("1.2", Subscribed + "SUBSCRIBE\nreceipt:r\ndestination:/topic/b\nid:s\n\n\0", "Subscription id in use", "UNSUBSCRIBE it first")]
    [InlineData("1.2", "UNSUBSCRIBE\nreceipt:r\n\n\0", "No subscription id", "UNSUBSCRIBE needs")]
    [InlineData("1.1", "UNSUBSCRIBE\nreceipt:r\ndestination:/topic/a\n\n\0", "No subscription id", "UNSUBSCRIBE needs")]
    [InlineData("1.2", "UNSUBSCRIBE\nreceipt:r\nid:x\n\n\0", "Unknown subscription", "no subscription with that id")]
    [InlineData("1.0", "UNSUBSCRIBE\nreceipt:r\ndestination:/topic/x\n\n\0", "Unknown subscription", "no subscription with that id")]
    [InlineData("1.2", "ACK\nreceipt:r\n\n\0", "Unknown delivery", "id header")]
    [InlineData("1.2", Subscribed + "ACK\nreceipt:r\nmessage-id:1-1\nsubscription:s\n\n\0", "Unknown delivery", "id header")]
    [InlineData("1.2", "ACK\nreceipt:r\nid:1-1\n\n\0", "Unknown delivery", "waiting to be acknowledged")]
    [InlineData("1.2", Subscribed + "ACK\nreceipt:r\nid:1-1\n\n\0", "Unknown delivery", "waiting to be acknowledged")]
    [InlineData("1.2", Subscribed + "ACK\nreceipt:r\nid:1-0\n\n\0", "Unknown delivery", "waiting to be acknowledged")]
    [InlineData("1.2", Subscribed + "ACK\nreceipt:r\nid:1--1\n\n\0", "Unknown delivery", "waiting to be acknowledged")]
    [InlineData("1.2", Subscribed + "ACK\nreceipt:r\nid:2-1\n\n\0", "Unknown delivery", "waiting to be acknowledged")]
    [InlineData("1.2", Subscribed + "ACK\nreceipt:r\nid:1-1x\n\n\0", "Unknown delivery", "waiting to be acknowledged")]
    [InlineData("1.2", Subscribed + "ACK\nreceipt:r\nid:99999999999999999999-1\n\n\0", "Unknown delivery", "waiting to be acknowledged")]
    [InlineData("1.2", "NACK\nreceipt:r\nid:1-1\n\n\0", "Unknown delivery", "waiting to be acknowledged")]
    [InlineData("1.1", "ACK\nreceipt:r\nsubscription:s\n\n\0", "Unknown delivery", "message-id")]
    [InlineData("1.1", Subscribed + "ACK\nreceipt:r\nmessage-id:a-1\n\n\0", "Unknown delivery", "subscription header")]
    [InlineData("1.1", Subscribed + "ACK\nreceipt:r\nmessage-id:a-1\nsubscription:s\n\n\0", "Unknown delivery", "message-id")]
    [InlineData("1.1", Subscribed + "ACK\nreceipt:r\nmessage-id:nonsense\nsubscription:s\n\n\0", "Unknown delivery", "message-id")]
    [InlineData("1.0", "ACK\nreceipt:r\nmessage-id:a-1\n\n\0", "Unknown delivery", "message-id")]
    [InlineData("1.0", "NACK\nreceipt:r\nmessage-id:a-1\n\n\0", "Unknown command", "STOMP 1.1")]
    [InlineData("1.2", "BEGIN\nreceipt:r\n\n\0", "No transaction", "BEGIN needs")]
    [InlineData("1.2", "BEGIN\nreceipt:r\ntransaction:\n\n\0", "No transaction", "BEGIN needs")]
    [InlineData("1.2", "BEGIN\ntransaction:t\n\n\0BEGIN\nreceipt:r\ntransaction:t\n\n\0", "Transaction id in use", "COMMIT or ABORT")]
    [InlineData("1.2", "COMMIT\nreceipt:r\n\n\0", "No transaction", "COMMIT needs")]
    [InlineData("1.2", "COMMIT\nreceipt:r\ntransaction:t\n\n\0", "Unknown transaction", "BEGIN it first")]
    [InlineData("1.2", "ABORT\nreceipt:r\ntransaction:t\n\n\0", "Unknown transaction", "BEGIN it first")]
    [InlineData("1.2", "BEGIN\ntransaction:t\n\n\0COMMIT\ntransaction:t\n\n\0COMMIT\nreceipt:r\ntransaction:t\n\n\0", "Unknown transaction", "BEGIN")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:/topic/a\ntransaction:t\n\n\0", "Unknown transaction", "BEGIN it first")]
    [InlineData("1.2", "CONNECTED\nreceipt:r\n\n\0", "Not a client's frame", "CONNECTED")]
    [InlineData("1.2", "MESSAGE\nreceipt:r\n\n\0", "Not a client's frame", "MESSAGE")]
    [InlineData("1.2", "RECEIPT\nreceipt:r\n\n\0", "Not a client's frame", "RECEIPT")]
    [InlineData("1.2", "ERROR\nreceipt:r\n\n\0", "Not a client's frame", "ERROR")]
    [InlineData("1.2", "SEND\nreceipt:r\ndestination:/topic/a\ncontent-length:1\n\nxy\0", "content-length does not match the body", "Octets")]
    [InlineData("1.2", "SUBSCRIBE\nreceipt:r\ndestination:/topic/a\nid:1\n\nx\0", "SUBSCRIBE has no body", "body")]
    [InlineData("1.2", "SEND\nreceipt:r\nno colon\n\n\0", "Header without a colon", "no colon")]
    public async Task A_fault_is_answered_once_in_words_and_ends_the_connection(string version, string frames, string message, string words)
    {
        StompTestClient client = await _broker.ConnectAsync(version);
        const string Behind = "SEND\ndestination:/app/x\nreceipt:later\n\nbehind\0";
        await client.SendTextAsync(frames + Behind);

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal(message, error["message"]);
        Assert.Contains(words, error.Text, StringComparison.Ordinal);
        Assert.Equal("r", error["receipt-id"]);
        Assert.Equal($"{error.Body.Length}", error["content-length"]);
        Assert.DoesNotContain("Wava.", error.ToString(), StringComparison.Ordinal);
        await _broker.ExpectEndAsync(client); // no second ERROR, no RECEIPT
        Assert.Empty(_app.Bodies);
    }

    [Fact]
    public async Task What_comes_after_the_fault_in_later_packets_is_not_done_either()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendTextAsync("SEND\n\n\0");
        await client.ExpectErrorAsync();

        await client.SendAsync("/app/x", "later", ("receipt", "r"));

        await _broker.ExpectEndAsync(client);
        Assert.Empty(_app.Bodies);
    }

    [Theory]
    [InlineData("nonsense\n\n\0")]
    [InlineData("SEND\nbroken\n\n\0")]
    [InlineData("SEND\n\n\0")]
    public async Task An_error_does_not_answer_for_a_frame_that_was_receipted_before(string broken)
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendTextAsync("SEND\ndestination:/app/x\nreceipt:done\n\n\0" + broken);

        await client.ExpectReceiptAsync("done");

        Assert.Null((await client.ExpectErrorAsync())["receipt-id"]);
    }

    [Fact]
    public async Task A_fault_far_behind_the_receipt_header_still_answers_for_it()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendTextAsync("SEND\ndestination:/app/x\nreceipt:r\\c1\n");
        await client.SendTextAsync("content-length:3\n\nabcd\0");

        Assert.Equal("r:1", (await client.ExpectErrorAsync())["receipt-id"]);
    }

    [Fact]
    public async Task A_refusal_in_words_for_the_client_reaches_it_with_its_receipt_id()
    {
        _app.OnSend = _ => throw new StompException("Room closed", "Ask the owner to open it.");
        _app.OnSubscribe = async _ =>
        {
            await Task.Yield();
            throw new StompException("Members only", "Join the room first.");
        };
        StompTestClient sender = await _broker.ConnectAsync();
        StompTestClient subscriber = await _broker.ConnectAsync();
        await sender.SendAsync("/app/x", "x", ("receipt", "1"));
        await subscriber.SendFrameAsync("SUBSCRIBE", [("destination", "/app/x"), ("id", "1"), ("receipt", "2")]);

        TestFrame closed = await sender.ExpectErrorAsync();
        TestFrame members = await subscriber.ExpectErrorAsync();

        Assert.Equal(("Room closed", "1", "Ask the owner to open it.\n"), (closed["message"], closed["receipt-id"], closed.Text));
        Assert.Equal(("Members only", "2"), (members["message"], members["receipt-id"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_unforeseen_failure_is_answered_in_general_words(bool atOnce)
    {
        _app.OnSend = async _ =>
        {
            if (!atOnce) await Task.Yield();
            throw new InvalidOperationException("connection string");
        };
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendAsync("/app/x", "x", ("receipt", "1"));
        await client.SendAsync("/app/x", "behind");

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal(("Server error", "1"), (error["message"], error["receipt-id"]));
        Assert.DoesNotContain("connection string", error.ToString(), StringComparison.Ordinal);
        await _broker.ExpectEndAsync(client);
        Assert.DoesNotContain("behind", _app.Bodies);
    }

    [Fact]
    public void The_kinds_of_an_end_have_the_close_codes_that_clients_know()
    {
        Assert.Equal(1000, CloseReason.Normal.Code);
        Assert.Equal(1001, CloseReason.Shutdown.Code);
        Assert.Equal(1002, CloseReason.Protocol.Code);
        Assert.Equal(1008, CloseReason.Policy.Code);
        Assert.Equal(1009, CloseReason.TooLarge.Code);
        Assert.Equal(1011, CloseReason.Internal.Code);
        Assert.Equal(4500, CloseReason.SlowConsumer.Code);
    }
}
