using Wava.Broker.Diagnostics;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Diagnostics;

public sealed class StompMetricsTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();
    private readonly ScriptedRoute _app = new();

    public StompMetricsTests() => _broker.Routes.Add(_app);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Connections_sessions_and_subscriptions_go_up_and_down_again()
    {
        StompTestClient client = _broker.Open();
        await Eventually.IsTrue(() => _broker.Meter["stomp.connections.active", "tcp"] == 1, "the connection counts");
        Assert.Equal(0, _broker.Meter["stomp.sessions.active"]);
        await client.ConnectAsync();
        Assert.Equal(1, _broker.Meter["stomp.sessions.active"]);
        await client.SubscribeAsync("/topic/a", "1");
        await client.SubscribeAsync("/topic/a", "2");
        Assert.Equal(2, _broker.Meter["stomp.subscriptions.active"]);
        await client.CallAsync("UNSUBSCRIBE", [("id", "1")]);
        Assert.Equal(1, _broker.Meter["stomp.subscriptions.active"]);

        await client.SendTextAsync("DISCONNECT\n\n\0");
        await _broker.ExpectEndAsync(client);

        Assert.Equal(0, _broker.Meter["stomp.connections.active"]);
        Assert.Equal(0, _broker.Meter["stomp.sessions.active"]);
        Assert.Equal(0, _broker.Meter["stomp.subscriptions.active"]);
        Assert.Equal(1, _broker.Meter["stomp.connections.closed", "normal"]);
    }

    [Fact]
    public void Every_frame_of_a_client_counts_once_by_its_command()
    {
        var client = new Conversation(_broker);
        client.Say("\nSEND\ndestination:/app/x\n\n\0SEND\ndestination:/app/x\n\n\0BEGIN\ntransaction:t\n\n\0");
        client.Say("ABORT\ntransaction:t\n\n\0SEND\ndestination:/app/x\n\n\0DISCONNECT\n\n\0SEND\ndestination:/app/x\n\n\0");

        Assert.Equal(3, _broker.Meter["stomp.frames.received", "SEND"]);
        foreach (string command in new[] { "CONNECT", "BEGIN", "ABORT", "DISCONNECT" }) Assert.Equal(1, _broker.Meter["stomp.frames.received", command]);
        Assert.Equal(7, _broker.Meter["stomp.frames.received"]);
    }

    [Fact]
    public async Task A_frame_that_has_to_wait_or_fails_counts_once_like_any_other()
    {
        var done = new TaskCompletionSource();
        _app.OnSend = message => message.Body.Length == 1 ? new ValueTask(done.Task) : message.Body.Length == 2 ? throw new StompException("No", "No.") : default;
        var client = new Conversation(_broker);
        Task<bool> said = client.SayAsync("SEND\ndestination:/app/x\n\n\0SEND\ndestination:/app/x\n\n1\0SEND\ndestination:/app/x\n\n\0SEND\ndestination:/app/x\n\n12\0");
        done.SetResult();
        Assert.False(await said);
        Assert.Equal(4, _broker.Meter["stomp.frames.received", "SEND"]);

        var early = new Conversation(_broker, connect: false);
        early.Say("SEND\ndestination:/app/x\n\n\0");
        Assert.Equal(5, _broker.Meter["stomp.frames.received", "SEND"]);
    }

    [Fact]
    public async Task Octets_and_frames_are_counted_both_ways()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s");
        long received = _broker.Meter["stomp.received"];
        long sent = _broker.Meter["stomp.sent"];
        (long messages, long control) = (_broker.Meter["stomp.frames.sent", "message"], _broker.Meter["stomp.frames.sent", "control"]);
        const string Frame = "SEND\ndestination:/topic/a\nreceipt:r\n\nhi\0";
        await client.SendTextAsync(Frame);
        TestFrame message = await client.ExpectAsync("MESSAGE");
        await client.ExpectReceiptAsync("r");

        Assert.Equal(Frame.Length, _broker.Meter["stomp.received"] - received);
        await Eventually.IsTrue(() => _broker.Meter["stomp.frames.sent", "control"] == control + 1, "the receipt was counted");
        Assert.Equal(messages + 1, _broker.Meter["stomp.frames.sent", "message"]);
        int length = $"MESSAGE\nsubscription:s\nmessage-id:{message["message-id"]}\ndestination:/topic/a\ncontent-length:2\n\nhi\0RECEIPT\nreceipt-id:r\n\n\0".Length;
        Assert.Equal(length, _broker.Meter["stomp.sent"] - sent);
    }

    [Theory]
    [InlineData("drop-oldest", "overflow")]
    [InlineData("conflate(k)", "conflated")]
    public async Task What_a_policy_drops_is_counted_by_its_reason(string policy, string reason)
    {
        _broker.Limits.MaxOutboxFrames = 8;
        _broker.Overflow.Add(("/app/**", OverflowPolicy.Parse(policy)!));
        var client = new Conversation(_broker);
        await client.Transport.HearsAsync("CONNECTED");
        client.Transport.Stall();
        await client.SayAsync("SUBSCRIBE\ndestination:/app/x\nid:s\nreceipt:s\n\n\0");
        await client.Transport.HearsAsync("receipt-id:s\n");
        for (int i = 0; i < 12; i++)
        {
            Wava.Broker.Messages.Message message = Wava.Broker.Messages.Message.Create("/app/x", default, null, [KeyValuePair.Create("k", "same")]);
            message.AssignId("e"u8, i + 1);
            Assert.True(_app.Subscriptions[0].Deliver(message));
        }

        Assert.Equal(reason == "overflow" ? 4 : 11, _broker.Meter["stomp.messages.dropped", reason]);
        Assert.Equal(_broker.Meter["stomp.messages.dropped", reason], _broker.Meter["stomp.messages.dropped"]);
    }

    [Fact]
    public void The_meter_is_called_as_the_documentation_says()
    {
        using var probe = new MeterProbe();
        using var metrics = new StompMetrics(probe);

        Assert.Equal("Wava.Broker", metrics.Meter.Name);
        metrics.ConnectionRefused("origin");
        metrics.LimitReached("MaxBodySize");
        Assert.Equal(1, probe["stomp.connections.refused", "origin"]);
        Assert.Equal(1, probe["stomp.limits.reached", "MaxBodySize"]);
    }
}
