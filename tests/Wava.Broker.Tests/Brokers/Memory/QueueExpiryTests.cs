using System.Globalization;

namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class QueueExpiryTests : MemoryBrokerTest
{
    private const string DeadLetters = "/queue/dead-letters";

    [Fact]
    public void A_message_that_nobody_took_in_time_becomes_a_dead_letter()
    {
        Publish("/queue/a", "1", ("expiration", "5000"));
        Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, Broker.QueueDepth("/queue/a"));

        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(0, Broker.QueueCount - 1);
        Assert.Equal("expired", Subscribe(DeadLetters).Frames.Single()["wava-dead-letter-reason"]);
        Assert.Equal(1, Broker.Statistics.Expired);
    }

    [Fact]
    public void The_moment_can_be_given_by_the_wall_clock()
    {
        string moment = Clock.GetUtcNow().AddSeconds(5).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Publish("/queue/a", "1", ("expires", moment));
        Publish("/queue/a", "2", ("expires", "0"));

        Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["2"], Subscribe("/queue/a").Bodies);
    }

    [Fact]
    public void A_consumer_never_gets_what_is_too_old_even_before_the_sweep()
    {
        Publish("/queue/a", "1", ("expiration", "100"));
        Publish("/queue/a", "2");
        Publish("/queue/a", "3", ("expiration", "100"), ("colour", "red"));
        Publish("/queue/a", "4", ("colour", "red"));
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(["4"], Consume("/queue/a", selector: "colour = 'red'").Bodies);
        Assert.Equal(["2"], Consume("/queue/a").Bodies);
        Assert.Equal(["1", "3"], Subscribe(DeadLetters).Bodies);
    }

    [Fact]
    public void The_sweep_reaches_what_waits_in_the_middle()
    {
        Publish("/queue/a", "1");
        Publish("/queue/a", "2", ("expiration", "100"));
        Publish("/queue/a", "3");

        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["1", "3"], Subscribe("/queue/a").Bodies);
    }

    [Fact]
    public void A_message_that_a_consumer_has_is_not_taken_away_but_does_not_come_again_when_too_old()
    {
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1", ("expiration", "100"));
        Assert.Equal(["1"], a.Bodies);
        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, Broker.QueueDepth("/queue/a"));

        a.Nack("1");

        Assert.Equal(["1"], a.Bodies);
        Assert.Equal(["1"], Subscribe(DeadLetters).Bodies);
    }

    [Fact]
    public void A_message_that_says_nothing_lives_as_long_as_the_option_says()
    {
        Options.Queues.DefaultTimeToLive = TimeSpan.FromSeconds(10);
        Publish("/queue/a", "1");
        Publish("/queue/a", "2", ("expiration", "60000"));
        Clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(["2"], Subscribe("/queue/a").Bodies);
        // Dead letters are kept to be looked at.
        Assert.Equal(["1"], Subscribe(DeadLetters).Bodies);
    }

    [Fact]
    public void Dead_letters_do_not_grow_old()
    {
        Publish("/queue/a", "1", ("expiration", "100"));
        Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(["1"], Subscribe(DeadLetters).Bodies);
    }

    [Fact]
    public void The_timer_runs_only_while_something_can_grow_old()
    {
        TestSubscriber a = Subscribe("/queue/a");
        Publish("/queue/a", "0");
        Assert.Equal(0, Clock.ActiveTimers);

        Publish("/queue/a", "1", ("expiration", "100000"));
        Assert.Equal(1, Clock.ActiveTimers);
        Assert.Equal(["0", "1"], a.Bodies);
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, Clock.ActiveTimers);

        Publish("/queue/b", "2", ("expiration", "100"));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, Broker.QueueDepth("/queue/b"));
        Assert.Equal(0, Clock.ActiveTimers);
    }

    [Fact]
    public void A_change_of_the_wall_clock_makes_nothing_old()
    {
        Publish("/queue/a", "1", ("expiration", "5000"));
        Clock.ShiftWallClock(TimeSpan.FromDays(1));
        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["1"], Subscribe("/queue/a").Bodies);
    }

    [Theory]
    [InlineData("expiration", "soon")]
    [InlineData("expiration", "-1")]
    [InlineData("expiration", "1.5")]
    [InlineData("expiration", "")]
    [InlineData("expires", "10s")]
    [InlineData("expires", "99999999999999999999")]
    public void A_header_that_cannot_be_read_is_refused_by_name(string header, string value) =>
        Assert.Contains(header, Refused("/queue/a", "x", (header, value)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("expiration")]
    [InlineData("expires")]
    public void The_longest_time_is_for_ever(string header)
    {
        Publish("/queue/a", "1", (header, "9223372036854775807"));
        Clock.Advance(TimeSpan.FromDays(1000));

        Assert.Equal(["1"], Subscribe("/queue/a").Bodies);
    }
}
