using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

/// <summary>The limits of a frame, each one octet below, at, and one above: what fits is taken, what does not is told by the option's name.</summary>
public sealed class LimitTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    public static TheoryData<string, int> AroundEachLimit
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string option in new[] { "MaxBodySize", "MaxHeaderLineSize", "MaxHeaderCount", "MaxHeadSize", "MaxFrameSize", "MaxDestinationLength" })
            {
                foreach (int over in new[] { -1, 0, 1 }) data.Add(option, over);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(AroundEachLimit))]
    public async Task A_limit_is_where_it_says_it_is(string option, int over)
    {
        const int Limit = 500;
        string frame;
        switch (option)
        {
            case "MaxBodySize":
                _broker.Limits.MaxBodySize = Limit;
                frame = $"SEND\ndestination:/topic/a\nreceipt:r\n\n{new string('x', Limit + over)}\0";
                break;
            case "MaxHeaderLineSize":
                _broker.Limits.MaxHeaderLineSize = Limit;
                frame = $"SEND\ndestination:/topic/a\nreceipt:r\nk:{new string('x', Limit + over - 2)}\n\n\0";
                break;
            case "MaxHeaderCount":
                _broker.Limits.MaxHeaderCount = Limit;
                frame = $"SEND\ndestination:/topic/a\nreceipt:r\n{string.Concat(Enumerable.Repeat("k:v\n", Limit + over - 2))}\n\0";
                break;
            case "MaxHeadSize":
                _broker.Limits.MaxHeadSize = Limit;
                frame = "SEND\ndestination:/topic/a\nreceipt:r\nk:";
                frame += new string('x', Limit + over - frame.Length - 1) + "\n\n\0";
                break;
            case "MaxFrameSize":
                _broker.Limits.MaxFrameSize = Limit;
                frame = "SEND\ndestination:/topic/a\nreceipt:r\n\n";
                frame += new string('x', Limit + over - frame.Length - 1) + "\0";
                break;
            default:
                _broker.Limits.MaxDestinationLength = Limit;
                frame = $"SEND\nreceipt:r\ndestination:/topic/{new string('x', Limit + over - 7)}\n\n\0";
                break;
        }

        StompTestClient client = await _broker.ConnectAsync();
        await client.SendTextAsync(frame);

        TestFrame answer = await client.ReceiveAsync();

        Assert.Equal(over > 0 ? "ERROR" : "RECEIPT", answer.Command);
        Assert.Equal("r", answer["receipt-id"]);
        if (over <= 0) return;
        Assert.Contains($"Limits.{option}", answer.Text, StringComparison.Ordinal);
        Assert.Contains($"{Limit}", answer.Text, StringComparison.Ordinal);
        if (option != "MaxDestinationLength") Assert.Equal(1, _broker.Meter["stomp.limits.reached", option]);
        await _broker.ExpectEndAsync(client);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Before_CONNECTED_a_frame_must_be_small_and_the_option_that_says_so_is_named(int over, bool fits)
    {
        _broker.Limits.MaxFrameSizeBeforeConnect = 1000;
        const string Connect = "CONNECT\naccept-version:1.2\nhost:h\nk:";
        StompTestClient client = _broker.Open();
        await client.SendTextAsync(Connect + new string('x', 1000 + over - Connect.Length - 3) + "\n\n\0");

        TestFrame answer = await client.ReceiveAsync();

        Assert.Equal(fits ? "CONNECTED" : "ERROR", answer.Command);
        if (!fits) Assert.Contains("Limits.MaxFrameSizeBeforeConnect", answer.Text, StringComparison.Ordinal);
        if (fits) await client.CallAsync("SEND", [("destination", "/topic/a")], new string('x', 5_000));
    }

    [Fact]
    public async Task What_is_only_announced_to_be_too_large_is_refused_before_it_comes()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendTextAsync("SEND\ndestination:/topic/a\nreceipt:r\ncontent-length:1048577\n\n");

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal("r", error["receipt-id"]);
        Assert.Contains("Limits.MaxBodySize", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_line_without_an_end_is_refused_early()
    {
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendTextAsync(new string('S', 33));

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Contains("Limits.MaxCommandSize", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(9, true)]
    public async Task A_client_that_does_not_read_is_cut_off_at_the_limit_of_its_outbox(int waiting, bool cut)
    {
        _broker.Limits.MaxOutboxFrames = 8;
        var client = new Conversation(_broker);
        await client.SayAsync("SUBSCRIBE\ndestination:/topic/a\nid:s\nreceipt:s\n\n\0");
        await client.Transport.HearsAsync("receipt-id:s\n");
        client.Transport.Stall();
        StompTestClient publisher = await _broker.ConnectAsync();
        await publisher.CallAsync("SEND", [("destination", "/topic/a")], "the first is on its way");
        await client.Transport.HearsAsync("on its way");
        for (int i = 0; i < waiting; i++) await publisher.CallAsync("SEND", [("destination", "/topic/a")], $"{i}");

        if (!cut)
        {
            Assert.Null(client.Session.Closing);
            return;
        }

        await Eventually.IsTrue(() => client.Session.Closing == CloseReason.SlowConsumer, "the client was cut off");
        Assert.Equal(1, _broker.Meter["stomp.limits.reached", "MaxOutboxSize"]);
        client.Transport.Resume();
        await client.Transport.HearsAsync("Limits.MaxOutboxFrames");
        Assert.StartsWith("ERROR\nmessage:Slow consumer\n", client.Transport.Written[^1], StringComparison.Ordinal);
    }
}
