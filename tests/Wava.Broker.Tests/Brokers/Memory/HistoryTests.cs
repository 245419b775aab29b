using Wava.Broker.Brokers.Memory;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class HistoryTests : MemoryBrokerTest
{
    private readonly HistoryRule _rule = new() { Pattern = "/topic/**" };

    public HistoryTests() => Options.History.Add(_rule);

    [Theory]
    [InlineData(0, new string[0])]
    [InlineData(2, new[] { "2", "3" })]
    [InlineData(9, new[] { "1", "2", "3" })]
    public void The_last_messages_come_before_the_live_ones(int count, string[] expected)
    {
        PublishAll("/topic/a", "1", "2", "3");
        TestSubscriber a = Subscribe("/topic/a", replay: LastOnes(count));
        Publish("/topic/a", "4");

        Assert.Equal([.. expected, "4"], a.Bodies);
        Assert.True(a.Result.Recovered);
    }

    [Fact]
    public void Whoever_names_the_last_message_seen_gets_exactly_what_came_after()
    {
        Publish("/topic/a", "1");
        Message seen = Publish("/topic/a", "2");
        PublishAll("/topic/b", "other");
        PublishAll("/topic/a", "3", "4");

        TestSubscriber a = Subscribe("/topic/a", replay: Since(seen));
        Publish("/topic/a", "5");

        Assert.Equal(["3", "4", "5"], a.Bodies);
        Assert.True(a.Result.Recovered);
        Assert.All(a.Frames, frame => Assert.Null(frame["wava-recovered"]));
    }

    [Fact]
    public void Whoever_has_seen_all_gets_nothing_and_knows_that_nothing_is_missing()
    {
        Message seen = Publish("/topic/a", "1");

        TestSubscriber a = Subscribe("/topic/a", replay: Since(seen));

        Assert.Empty(a.Bodies);
        Assert.True(a.Result.Recovered);
    }

    [Fact]
    public void The_position_told_to_a_subscriber_is_one_from_which_it_can_go_on()
    {
        PublishAll("/topic/a", "1", "2");
        PublishAll("/topic/b", "3");
        TestSubscriber first = Subscribe("/topic/a");
        Assert.Equal(new SubscribeResult(null, $"{Broker.Epoch}-2"), first.Result);

        Publish("/topic/a", "4");
        TestSubscriber second = Subscribe("/topic/a", replay: new ReplayRequest(0, Broker.Epoch, 2));

        Assert.Equal(["4"], second.Bodies);
        Assert.Equal(new SubscribeResult(true, $"{Broker.Epoch}-4"), second.Result);
    }

    [Fact]
    public void A_topic_without_a_message_yet_has_a_position_too()
    {
        Publish("/topic/other", "1");
        Assert.Equal($"{Broker.Epoch}-1", Subscribe("/topic/a").Result.Position);

        Publish("/topic/a", "2");

        TestSubscriber again = Subscribe("/topic/a", replay: new ReplayRequest(0, Broker.Epoch, 1));
        Assert.Equal(["2"], again.Bodies);
        Assert.True(again.Result.Recovered);
    }

    [Fact]
    public void Beyond_its_count_a_topic_forgets_and_says_so()
    {
        _rule.MaxCount = 3;
        Message first = Publish("/topic/a", "1");
        Message second = Publish("/topic/a", "2");
        PublishAll("/topic/a", "3", "4", "5");

        TestSubscriber tooLate = Subscribe("/topic/a", replay: Since(first));
        TestSubscriber inTime = Subscribe("/topic/a", replay: Since(second));
        Publish("/topic/a", "6");

        Assert.False(tooLate.Result.Recovered);
        Assert.Equal(["6"], tooLate.Bodies);
        Assert.Equal("false", tooLate.Frames[0]["wava-recovered"]);
        Assert.True(inTime.Result.Recovered);
        Assert.Equal(["3", "4", "5", "6"], inTime.Bodies);
    }

    [Fact]
    public void Beyond_its_octets_a_topic_forgets_and_says_so()
    {
        int size = NewMessage("/topic/a", new string('x', 1000)).Size;
        _rule.MaxBytes = (size * 2) + 20;
        Message first = Publish("/topic/a", new string('1', 1000));
        Message second = Publish("/topic/a", new string('2', 1000));
        PublishAll("/topic/a", new string('3', 1000), new string('4', 1000));

        Assert.False(Subscribe("/topic/a", replay: Since(first)).Result.Recovered);
        Assert.Equal(2, Subscribe("/topic/a", replay: Since(second)).Frames.Count);
        Assert.InRange(Broker.HistoryBytes, 1, _rule.MaxBytes);
    }

    [Fact]
    public void A_message_larger_than_the_history_is_not_kept_and_that_is_known()
    {
        _rule.MaxBytes = 1000;
        Message seen = Publish("/topic/a", "1");
        Publish("/topic/a", new string('x', 2000));

        Assert.False(Subscribe("/topic/a", replay: Since(seen)).Result.Recovered);
        Assert.Equal(0, Broker.HistoryBytes);
    }

    [Fact]
    public void Beyond_its_age_a_topic_forgets_and_says_so()
    {
        Message first = Publish("/topic/a", "1");
        Clock.Advance(TimeSpan.FromMinutes(1));
        Message second = Publish("/topic/a", "2");
        Clock.Advance(TimeSpan.FromMinutes(5));
        Publish("/topic/a", "3");
        Clock.Advance(TimeSpan.FromMinutes(5.5));

        Assert.False(Subscribe("/topic/a", replay: Since(first)).Result.Recovered);
        TestSubscriber inTime = Subscribe("/topic/a", replay: Since(second));
        Assert.True(inTime.Result.Recovered);
        Assert.Equal(["3"], inTime.Bodies);
    }

    [Fact]
    public void A_change_of_the_wall_clock_makes_nothing_old()
    {
        Message seen = Publish("/topic/a", "1");
        Publish("/topic/a", "2");
        Clock.ShiftWallClock(TimeSpan.FromDays(1));

        Assert.Equal(["2"], Subscribe("/topic/a", replay: Since(seen)).Bodies);
    }

    [Fact]
    public void A_topic_that_fell_silent_gives_its_memory_back()
    {
        Message last = Publish("/topic/a", "1");
        Assert.True(Broker.HistoryBytes > 0);

        Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(0, Broker.HistoryBytes);
        Assert.Equal(0, Clock.ActiveTimers);
        Assert.True(Subscribe("/topic/a", replay: Since(last)).Result.Recovered);
    }

    [Fact]
    public void The_epoch_of_another_start_cannot_be_recovered()
    {
        Publish("/topic/a", "1");

        TestSubscriber a = Subscribe("/topic/a", replay: new ReplayRequest(0, "aaaaaaaa", 0));
        Publish("/topic/a", "2");

        Assert.Equal(new SubscribeResult(false, $"{Broker.Epoch}-1"), a.Result);
        Assert.Equal(["2"], a.Bodies);
    }

    [Fact]
    public void A_position_that_has_not_been_reached_yet_cannot_be_recovered()
    {
        Publish("/topic/a", "1");

        Assert.False(Subscribe("/topic/a", replay: new ReplayRequest(0, Broker.Epoch, 2)).Result.Recovered);
    }

    [Fact]
    public void A_topic_without_history_says_that_it_cannot_replay()
    {
        _rule.Pattern = "/topic/kept";
        Message seen = Publish("/topic/a", "1");

        TestSubscriber a = Subscribe("/topic/a", replay: Since(seen));
        TestSubscriber b = Subscribe("/topic/a", replay: LastOnes(1));
        TestSubscriber c = Subscribe("/topic/a");
        Publish("/topic/a", "2");

        Assert.Equal(new SubscribeResult(false, null), a.Result);
        Assert.Equal(new SubscribeResult(false, null), b.Result);
        Assert.Equal(default, c.Result);
        Assert.Equal("false", a.Frames.Single()["wava-recovered"]);
    }

    [Fact]
    public void A_selector_counts_for_what_is_replayed()
    {
        Publish("/topic/a", "1", ("colour", "red"));
        Publish("/topic/a", "2", ("colour", "blue"));

        TestSubscriber red = Subscribe("/topic/a", replay: LastOnes(10), selector: "colour = 'red'");

        Assert.Equal(["1"], red.Bodies);
    }

    [Fact]
    public void The_first_rule_for_a_topic_counts()
    {
        Options.History.Insert(0, new HistoryRule { Pattern = "/topic/short/*", MaxCount = 1 });
        PublishAll("/topic/short/a", "1", "2");
        PublishAll("/topic/a", "1", "2");

        Assert.Equal(["2"], Subscribe("/topic/short/a", replay: LastOnes(10)).Bodies);
        Assert.Equal(["1", "2"], Subscribe("/topic/a", replay: LastOnes(10)).Bodies);
    }

    [Fact]
    public void The_topic_unused_for_longest_is_forgotten_first_and_counts_as_trimmed()
    {
        Options.MaxHistoryDestinations = 3;
        Message a = Publish("/topic/a", "a");
        Message b = Publish("/topic/b", "b");
        Message c = Publish("/topic/c", "c");
        Message b2 = Publish("/topic/b", "b2");
        Subscribe("/topic/a", replay: LastOnes(1)).Leave();
        Publish("/topic/d", "d");

        Assert.Equal(3, Broker.HistoryCount);
        Assert.Equal(3, Broker.TopicCount);
        Assert.Empty(Subscribe("/topic/c", replay: LastOnes(9)).Bodies);
        Assert.Equal(["a"], Subscribe("/topic/a", replay: LastOnes(9)).Bodies);
        Assert.Equal(["b2"], Subscribe("/topic/b", replay: Since(b)).Bodies);
        Assert.True(Subscribe("/topic/b", replay: Since(b2)).Result.Recovered);
        // Of c, only what lies behind its last message is sure.
        Assert.False(Subscribe("/topic/c", replay: Since(b)).Result.Recovered);
        Assert.True(Subscribe("/topic/c", replay: Since(c)).Result.Recovered);
        Assert.False(Subscribe("/topic/c", replay: Since(a)).Result.Recovered);
    }

    [Fact]
    public void A_topic_begun_anew_after_it_was_forgotten_does_not_pretend_to_know_its_past()
    {
        Options.MaxHistoryDestinations = 1;
        Message seen = Publish("/topic/a", "1");
        Publish("/topic/a", "missed");
        Publish("/topic/b", "2");
        Publish("/topic/a", "3");

        TestSubscriber a = Subscribe("/topic/a", replay: Since(seen));

        Assert.False(a.Result.Recovered);
        Assert.Empty(a.Bodies);
    }

    [Fact]
    public void All_histories_together_keep_to_their_octets()
    {
        Options.MaxHistoryBytes = 5000;
        for (int i = 0; i < 20; i++) Publish($"/topic/{i}", new string('x', 800));

        Assert.InRange(Broker.HistoryBytes, 1, 5000);
        Assert.NotEmpty(Subscribe("/topic/19", replay: LastOnes(1)).Bodies);
        Assert.Empty(Subscribe("/topic/0", replay: LastOnes(1)).Bodies);
    }

    [Fact]
    public void A_topic_that_is_listened_to_outlives_the_loss_of_its_history()
    {
        Options.MaxHistoryDestinations = 1;
        TestSubscriber a = Subscribe("/topic/a");
        PublishAll("/topic/a", "1");
        PublishAll("/topic/b", "2");
        PublishAll("/topic/a", "3");

        Assert.Equal(["1", "3"], a.Bodies);
    }

    [Fact]
    public void A_pattern_cannot_be_replayed() =>
        Assert.Equal("Replay needs one destination", RefusedSubscription("/topic/*", LastOnes(1)).Message);

    [Fact]
    public void A_rule_whose_pattern_cannot_be_read_is_refused_at_once()
    {
        _rule.Pattern = "/topic//a";

        Assert.Contains("/topic//a", Assert.Throws<ArgumentException>(() => Broker).Message, StringComparison.Ordinal);
    }
}
