using System.Text.Json;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class SoftRefusalTests
{
    private const string Errors = "/user/queue/errors";

    [Fact]
    public async Task A_refused_SEND_is_told_on_the_error_queue_and_the_connection_lives()
    {
        await using SessionFixture broker = NewBroker(soft: true);
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync(Errors, "errors");
        await client.SendFrameAsync("SEND", [("destination", "/nowhere"), ("receipt", "r1")], "x");

        TestFrame message = await client.ExpectAsync("MESSAGE");
        Assert.Equal(("errors", "application/json", "r1"), (message["subscription"], message["content-type"], message["receipt-id"]));
        JsonElement report = JsonDocument.Parse(message.Text).RootElement;
        Assert.Equal("Bad destination", report.GetProperty("message").GetString());
        Assert.Equal(("SEND", "/nowhere", "r1"), (report.GetProperty("command").GetString(), report.GetProperty("destination").GetString(), report.GetProperty("receipt").GetString()));
        await client.CallAsync("SEND", [("destination", "/topic/a")]); // no receipt of the other frame comes before this one's
        Assert.Equal(1, broker.Meter["stomp.errors.reported"]);
    }

    [Fact]
    public async Task A_refused_SUBSCRIBE_leaves_no_subscription_and_names_its_id()
    {
        await using SessionFixture broker = NewBroker(soft: true);
        broker.Memory.AllowWildcards = false;
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync(Errors, "errors");
        await client.SendFrameAsync("SUBSCRIBE", [("destination", "/topic/*"), ("id", "s")]);

        JsonElement report = JsonDocument.Parse((await client.ExpectAsync("MESSAGE")).Text).RootElement;
        Assert.Equal("s", report.GetProperty("subscription").GetString());
        await client.SubscribeAsync("/topic/a", "s"); // the id is free
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Without_the_option_or_a_listener_a_refusal_is_an_ERROR_and_the_end(bool soft, bool listens)
    {
        await using SessionFixture broker = NewBroker(soft);
        StompTestClient client = await broker.ConnectAsync();
        if (listens) await client.SubscribeAsync(Errors, "errors");
        await client.SendFrameAsync("SEND", [("destination", "/nowhere"), ("receipt", "r1")], "x");

        Assert.Equal("r1", (await client.ExpectErrorAsync())["receipt-id"]);
        await broker.ExpectEndAsync(client);
    }

    [Fact]
    public async Task A_breach_of_the_protocol_is_never_soft()
    {
        await using SessionFixture broker = NewBroker(soft: true);
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync(Errors, "errors");
        await client.SendFrameAsync("SEND", [], "x");

        Assert.Equal("No destination", (await client.ExpectErrorAsync())["message"]);
    }

    [Fact]
    public async Task A_handlers_failure_is_told_with_its_reference_and_fields_whatever_the_option_says()
    {
        await using SessionFixture broker = NewBroker(soft: false, Failing);
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync(Errors, "errors");
        await client.SendFrameAsync("SEND", [("destination", "/app/x"), ("receipt", "r1")]);

        TestFrame message = await client.ExpectAsync("MESSAGE");
        JsonElement report = JsonDocument.Parse(message.Text).RootElement;
        Assert.Equal(("It failed", "Try \"again\".", "abc"), (report.GetProperty("message").GetString(), report.GetProperty("details").GetString(), report.GetProperty("reference").GetString()));
        Assert.Equal("too long", report.GetProperty("errors").GetProperty("name")[0].GetString());
        await client.CallAsync("SEND", [("destination", "/topic/a")]);
    }

    [Fact]
    public async Task A_handlers_failure_that_nobody_hears_of_ends_nothing_unless_a_receipt_was_asked_for()
    {
        await using SessionFixture broker = NewBroker(soft: false, Failing);
        StompTestClient client = await broker.ConnectAsync();
        await client.SendAsync("/app/x", "");
        await client.CallAsync("SEND", [("destination", "/topic/a")]);
        await client.SendFrameAsync("SEND", [("destination", "/app/x"), ("receipt", "r1")]);

        TestFrame error = await client.ExpectErrorAsync();
        Assert.Equal(("It failed", "r1"), (error["message"], error["receipt-id"]));
    }

    [Fact]
    public async Task A_handlers_failure_within_a_transaction_takes_nothing_back()
    {
        await using SessionFixture broker = NewBroker(soft: false, Failing);
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync(Errors, "errors");
        await client.SubscribeAsync("/topic/a", "s");
        await client.CallAsync("BEGIN", [("transaction", "t")]);
        await client.CallAsync("SEND", [("destination", "/app/x"), ("transaction", "t")]);
        await client.CallAsync("SEND", [("destination", "/topic/a"), ("transaction", "t")], "sent");
        await client.SendFrameAsync("COMMIT", [("transaction", "t"), ("receipt", "c")]);

        Assert.Equal("sent", (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Equal("c", (await client.ExpectAsync("MESSAGE"))["receipt-id"]);
    }

    private static ValueTask Failing(Wava.Broker.Messages.Message message) => throw new HandlerFailureException(
        new ErrorReport("It failed", "Try \"again\".") { Reference = "abc", Errors = new Dictionary<string, string[]> { ["name"] = ["too long"] } });

    private static SessionFixture NewBroker(bool soft, Func<Wava.Broker.Messages.Message, ValueTask>? onSend = null)
    {
        var broker = new SessionFixture { SoftRefusals = soft };
        broker.Routes.Add(new ScriptedRoute { Prefix = "/user" });
        broker.Routes.Add(new ScriptedRoute { OnSend = onSend ?? (_ => default) });
        return broker;
    }
}
