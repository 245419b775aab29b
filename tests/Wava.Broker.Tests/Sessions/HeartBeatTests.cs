using Wava.Broker.Frames;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

public sealed class HeartBeatTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();
    private readonly ScriptedRoute _app = new();

    public HeartBeatTests() => _broker.Routes.Add(_app);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("0,1", 10)]
    [InlineData("0,10000", 10)]
    [InlineData("0,25000", 25)]
    public async Task The_server_is_heard_of_a_little_more_often_than_agreed(string asked, int seconds)
    {
        Conversation client = await ConnectAsync(asked);

        for (int beats = 1; beats <= 3; beats++)
        {
            _broker.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await BeatsAsync(client, beats);
        }
    }

    [Theory]
    [InlineData("0,0")]
    [InlineData("5000,0")]
    [InlineData(null)]
    public async Task A_client_that_wants_no_heart_beats_gets_none(string? asked)
    {
        Conversation client = await ConnectAsync(asked);
        for (int i = 0; i < 10; i++)
        {
            _broker.Clock.Advance(TimeSpan.FromSeconds(10));
            client.Say("\n");
        }

        await ReceiptAsync(client);
        Assert.DoesNotContain("\n", client.Transport.Written);
    }

    [Fact]
    public async Task A_server_that_is_told_not_to_sends_none_and_asks_for_none()
    {
        _broker.HeartBeat.Outgoing = _broker.HeartBeat.Incoming = TimeSpan.Zero;
        Conversation client = await ConnectAsync("1000,1000");
        _broker.Clock.Advance(TimeSpan.FromHours(1));

        await ReceiptAsync(client);
        Assert.DoesNotContain("\n", client.Transport.Written);
        Assert.Contains("heart-beat:0,0\n", client.Transport.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_sent_counts_as_a_heart_beat()
    {
        Conversation client = await ConnectAsync("0,10000");
        for (int i = 1; i <= 10; i++)
        {
            _broker.Clock.Advance(TimeSpan.FromSeconds(5));
            await ReceiptAsync(client, $"{i}");
        }

        Assert.DoesNotContain("\n", client.Transport.Written);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_sent_no_heart_beats_on_top()
    {
        _broker.Limits.WriteTimeout = TimeSpan.FromHours(1);
        Conversation client = await ConnectAsync("0,1000");
        client.Transport.Stall();
        client.Say("SEND\ndestination:/app/x\nreceipt:1\n\n\0");
        await client.Transport.HearsAsync("receipt-id:1");
        client.Say("SEND\ndestination:/app/x\nreceipt:2\n\n\0");

        _broker.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(1, client.Session.Outbox.Frames);
    }

    [Fact]
    public async Task A_client_may_be_silent_for_as_long_as_tolerance_allows_and_no_longer()
    {
        Conversation client = await ConnectAsync("10000,0");
        _broker.Clock.Advance(TimeSpan.FromSeconds(24.9));
        Assert.Null(client.Session.Closing);

        _broker.Clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Same(CloseReason.HeartBeat, client.Session.Closing);
        await client.Transport.HearsAsync("ERROR\nmessage:No heart-beat\n");
        Assert.Contains("25 seconds", client.Transport.Text, StringComparison.Ordinal);
        Assert.Equal(1, _broker.Meter["stomp.limits.reached", "HeartBeat"]);
    }

    [Theory]
    [InlineData("100,0", 200, 3.2)] // MinimumGrace: however short the interval, three seconds more
    [InlineData("20000,0", 200, 50)] // the larger of the two counts
    [InlineData("1,0", 4000, 10)]
    public async Task The_larger_interval_counts_and_there_is_a_least_grace(string promised, int serverMilliseconds, double seconds)
    {
        _broker.HeartBeat.Incoming = TimeSpan.FromMilliseconds(serverMilliseconds);
        Conversation client = await ConnectAsync(promised);
        _broker.Clock.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        Assert.Null(client.Session.Closing);

        _broker.Clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Same(CloseReason.HeartBeat, client.Session.Closing);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("S")] // half a frame
    public async Task Any_octets_are_a_sign_of_life(string octets)
    {
        Conversation client = await ConnectAsync("10000,0");
        _broker.Clock.Advance(TimeSpan.FromSeconds(20));
        client.Say(octets);
        _broker.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(client.Session.Closing);

        _broker.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Same(CloseReason.HeartBeat, client.Session.Closing);
    }

    [Fact]
    public async Task A_client_that_promised_nothing_may_be_silent_for_ever()
    {
        Conversation client = await ConnectAsync("0,10000");
        _broker.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Null(client.Session.Closing);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    public async Task A_pause_of_the_process_is_not_blamed_on_a_client(int secondsBefore)
    {
        Conversation client = await ConnectAsync("10000,10000");
        _broker.Clock.Advance(TimeSpan.FromSeconds(secondsBefore));

        int before = secondsBefore / 10;
        await BeatsAsync(client, before);

        _broker.Clock.Jump(TimeSpan.FromMinutes(5));
        Assert.Null(client.Session.Closing);
        await BeatsAsync(client, before + 1); // and the client gets its overdue heart-beat at once

        _broker.Clock.Advance(TimeSpan.FromSeconds(24));
        Assert.Null(client.Session.Closing);
        _broker.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Same(CloseReason.HeartBeat, client.Session.Closing);
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_changes_nothing()
    {
        Conversation client = await ConnectAsync("10000,10000");
        _broker.Clock.ShiftWallClock(TimeSpan.FromDays(-1));
        _broker.Clock.ShiftWallClock(TimeSpan.FromDays(400));
        _broker.Clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Null(client.Session.Closing);
        await ReceiptAsync(client);
        Assert.DoesNotContain("\n", client.Transport.Written);
    }

    [Fact]
    public async Task A_client_whose_frame_is_being_handled_is_not_blamed_for_not_being_read()
    {
        var done = new TaskCompletionSource();
        _app.OnSend = _ => new ValueTask(done.Task);
        Conversation client = await ConnectAsync("10000,0");
        Task<bool> handling = client.SayAsync("SEND\ndestination:/app/x\n\nx\0");

        _broker.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(client.Session.Closing);
        done.SetResult();
        Assert.True(await handling);
        _broker.Clock.Advance(TimeSpan.FromSeconds(24));
        Assert.Null(client.Session.Closing);
        _broker.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Same(CloseReason.HeartBeat, client.Session.Closing);
    }

    private async Task<Conversation> ConnectAsync(string? heartBeat)
    {
        var client = new Conversation(_broker, heartBeat);
        await client.Transport.HearsAsync("CONNECTED");
        Assert.Equal(StompVersion.V12, client.Session.Version);
        return client;
    }

    private static async Task ReceiptAsync(Conversation client, string id = "r")
    {
        client.Say($"SEND\ndestination:/app/x\nreceipt:{id}\n\n\0");
        await client.Transport.HearsAsync($"receipt-id:{id}\n");
    }

    private static Task BeatsAsync(Conversation client, int count) =>
        Wava.Testing.Eventually.IsTrue(() => client.Transport.Written.Count(each => each == "\n") == count, $"{count} heart-beats were sent");
}
