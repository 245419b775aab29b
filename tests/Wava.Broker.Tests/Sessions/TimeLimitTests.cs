using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class TimeLimitTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();
    private readonly ScriptedRoute _app = new();

    public TimeLimitTests() => _broker.Routes.Add(_app);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("CONNECT\naccept-version:1.2\n")]
    public async Task CONNECT_must_be_there_in_time(string before)
    {
        var client = new Conversation(_broker, connect: false);
        client.Say(before);
        _broker.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Null(client.Session.Closing);

        _broker.Clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Same(CloseReason.Timeout, client.Session.Closing);
        await client.Transport.HearsAsync("Limits.ConnectTimeout");
        Assert.Equal(1, client.Transport.Closings);
        Assert.Equal(1, _broker.Meter["stomp.limits.reached", "ConnectTimeout"]);
    }

    [Fact]
    public void A_client_that_has_connected_is_left_alone()
    {
        var client = new Conversation(_broker);
        _broker.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Null(client.Session.Closing);
    }

    [Fact]
    public async Task A_frame_that_has_begun_must_be_finished_in_time_however_it_drips()
    {
        var client = new Conversation(_broker);
        _broker.Clock.Advance(TimeSpan.FromMinutes(10));
        client.Say("SEND\n");
        for (int i = 0; i < 59; i++)
        {
            _broker.Clock.Advance(TimeSpan.FromSeconds(1));
            client.Say("d");
        }

        Assert.Null(client.Session.Closing);
        _broker.Clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Same(CloseReason.Timeout, client.Session.Closing);
        await client.Transport.HearsAsync("Limits.FrameTimeout");
    }

    [Fact]
    public void Each_frame_has_its_own_time_and_line_ends_between_them_begin_none()
    {
        var client = new Conversation(_broker);
        client.Say("SEND\ndestination:/app/x\n");
        _broker.Clock.Advance(TimeSpan.FromSeconds(50));
        client.Say("\n\0SEND\ndestination:/app/x\n");
        _broker.Clock.Advance(TimeSpan.FromSeconds(50));
        client.Say("\n\0\n\r\n\n");
        _broker.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Null(client.Session.Closing);
        Assert.Equal(2, _app.Bodies.Count);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_noticed_although_nothing_new_is_sent()
    {
        var client = new Conversation(_broker);
        await StallAsync(client);
        _broker.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Null(client.Session.Closing);

        _broker.Clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Same(CloseReason.SlowConsumer, client.Session.Closing);
        Assert.Equal(1, _broker.Meter["stomp.limits.reached", "WriteTimeout"]);
        Assert.Equal(0, client.Transport.Aborts);
        client.Transport.Resume();
        await client.Transport.HearsAsync("Limits.WriteTimeout");
        Assert.StartsWith("ERROR\nmessage:Slow consumer\n", client.Transport.Written[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_reads_again_in_time_is_forgiven()
    {
        var client = new Conversation(_broker);
        for (int i = 0; i < 5; i++)
        {
            await StallAsync(client, $"{i}");
            _broker.Clock.Advance(TimeSpan.FromSeconds(9));
            client.Transport.Resume();
            await Eventually.IsTrue(() => client.Session.Outbox.FlushingSince == 0, "the flush ended");
        }

        Assert.Null(client.Session.Closing);
    }

    [Fact]
    public async Task A_pause_of_the_process_gives_every_limit_another_look()
    {
        var unconnected = new Conversation(_broker, connect: false);
        var stalled = new Conversation(_broker);
        var half = new Conversation(_broker);
        await StallAsync(stalled);
        half.Say("SEND\n");

        _broker.Clock.Jump(TimeSpan.FromMinutes(10));
        Assert.Null(unconnected.Session.Closing);
        Assert.Null(stalled.Session.Closing);
        Assert.Null(half.Session.Closing);
        // What lay unread in the meantime is now read.
        unconnected.Say("CONNECT\naccept-version:1.2\nhost:h\n\n\0");
        stalled.Transport.Resume();
        await Eventually.IsTrue(() => stalled.Session.Outbox.FlushingSince == 0, "the flush ended");
        half.Say("destination:/app/x\n\n\0");
        _broker.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Null(unconnected.Session.Closing);
        Assert.Null(stalled.Session.Closing);
        Assert.Null(half.Session.Closing);
    }

    [Fact]
    public async Task Who_makes_no_use_of_the_other_look_is_cut_off_soon()
    {
        var unconnected = new Conversation(_broker, connect: false);
        var stalled = new Conversation(_broker);
        await StallAsync(stalled);
        _broker.Clock.Jump(TimeSpan.FromMinutes(10));

        _broker.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Same(CloseReason.Timeout, unconnected.Session.Closing);
        Assert.Same(CloseReason.SlowConsumer, stalled.Session.Closing);
    }

    [Fact]
    public async Task Last_words_that_nobody_reads_are_cut_short()
    {
        var client = new Conversation(_broker);
        await StallAsync(client);
        client.Say("DISCONNECT\nreceipt:bye\n\n\0");
        Task<bool> drained = client.Session.WhenDrainedAsync();
        _broker.Clock.Advance(_broker.Limits.CloseTimeout - TimeSpan.FromSeconds(0.1));
        Assert.Equal((1, 0), (client.Transport.Closings, client.Transport.Aborts));
        Assert.False(drained.IsCompleted);

        _broker.Clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.False(await drained);
        Assert.Equal((1, 1), (client.Transport.Closings, client.Transport.Aborts));
        _broker.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, client.Transport.Aborts);
    }

    [Fact]
    public async Task Last_words_that_are_read_let_the_connection_close_in_order()
    {
        var client = new Conversation(_broker);
        await StallAsync(client);
        client.Say("DISCONNECT\nreceipt:bye\n\n\0");
        _broker.Clock.Advance(TimeSpan.FromSeconds(1));
        client.Transport.Resume();

        Assert.True(await client.Session.WhenDrainedAsync());
        Assert.Contains("receipt-id:bye\n", client.Transport.Written[^1], StringComparison.Ordinal);
        await client.Session.EndAsync();
        _broker.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, client.Transport.Aborts); // the transport has closed by itself
    }

    [Fact]
    public async Task A_connection_whose_peer_is_gone_is_cut_at_once()
    {
        var client = new Conversation(_broker);
        await StallAsync(client);

        client.Transport.Resume(alive: false);

        await Eventually.IsTrue(() => client.Transport.Aborts == 1, "the connection was cut");
    }

    [Fact]
    public async Task A_session_that_has_ended_leaves_nothing_behind()
    {
        var client = new Conversation(_broker, "10000,10000");
        client.Say("SUBSCRIBE\ndestination:/topic/a\nid:s\n\n\0BEGIN\ntransaction:t\n\n\0SEN");
        await client.Session.EndAsync();
        await client.Session.EndAsync();

        Assert.Equal(0, _broker.Services.Wheel.Count);
        Assert.Equal(0, _broker.Registry.Count);
        Assert.Equal(0, _broker.Broker.TopicCount);
        Assert.True(client.Session.Ended.IsCancellationRequested);
        Assert.Equal(1, _broker.Meter["stomp.connections.closed", "lost"]);
    }

    private static async Task StallAsync(Conversation client, string id = "stall")
    {
        await client.Transport.HearsAsync("CONNECTED");
        client.Transport.Stall();
        client.Say($"SEND\ndestination:/app/x\nreceipt:{id}\n\n\0");
        await client.Transport.HearsAsync($"receipt-id:{id}\n");
        await Eventually.IsTrue(() => client.Session.Outbox.FlushingSince != 0, "the flush waits");
    }
}
