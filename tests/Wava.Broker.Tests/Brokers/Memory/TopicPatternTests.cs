namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class TopicPatternTests : MemoryBrokerTest
{
    [Theory]
    [InlineData("/topic/*", "/topic/a", true)]
    [InlineData("/topic/*", "/topic/a/b", false)]
    [InlineData("/topic/**", "/topic/a/b", true)]
    [InlineData("/topic/**", "/topic", true)]
    [InlineData("/topic/*/b", "/topic/a/b", true)]
    [InlineData("/topic/price.*", "/topic/price.ibm", true)]
    public void A_pattern_stands_for_many_topics(string pattern, string destination, bool expected)
    {
        TestSubscriber a = Subscribe(pattern);

        Publish(destination, "1");

        Assert.Equal(expected ? ["1"] : [], a.Bodies);
    }

    [Fact]
    public void Whoever_listens_to_a_topic_by_name_and_by_pattern_gets_its_messages_twice()
    {
        TestSubscriber name = Subscribe("/topic/a");
        TestSubscriber pattern = Subscribe("/topic/*");

        PublishAll("/topic/a", "1", "2");

        Assert.Equal(["1", "2"], name.Bodies);
        Assert.Equal(["1", "2"], pattern.Bodies);
    }

    [Fact]
    public void A_pattern_counts_from_its_subscription_on_and_to_its_end()
    {
        Subscribe("/topic/a");
        Publish("/topic/a", "1");
        TestSubscriber pattern = Subscribe("/topic/*");
        Publish("/topic/a", "2");
        TestSubscriber second = Subscribe("/topic/**");
        Publish("/topic/a", "3");
        pattern.Leave();
        Publish("/topic/a", "4");

        Assert.Equal(["2", "3"], pattern.Bodies);
        Assert.Equal(["3", "4"], second.Bodies);
        second.Leave();
        Assert.Equal(0, Broker.PatternCount);
    }

    [Fact]
    public void More_pattern_subscribers_than_a_topic_remembers_all_get_the_message()
    {
        Subscribe("/topic/a");
        TestSubscriber[] all = [.. Enumerable.Range(0, 100).Select(_ => Subscribe("/topic/*"))];

        PublishAll("/topic/a", "1", "2");

        Assert.All(all, each => Assert.Equal(["1", "2"], each.Bodies));
    }

    [Fact]
    public void A_selector_counts_with_a_pattern_too()
    {
        TestSubscriber red = Subscribe("/topic/*", selector: "colour = 'red'");

        Publish("/topic/a", "1", ("colour", "red"));
        Publish("/topic/b", "2", ("colour", "blue"));

        Assert.Equal(["1"], red.Bodies);
    }

    [Fact]
    public void Where_points_separate_a_star_stands_between_points()
    {
        Options.DestinationSeparator = '.';
        TestSubscriber a = Subscribe("/topic/price.*.ibm");

        Publish("/topic/price.nyse.ibm", "1");
        Publish("/topic/price.nyse.x.ibm", "2");

        Assert.Equal(["1"], a.Bodies);
    }

    [Fact]
    public void Patterns_can_be_switched_off()
    {
        Options.AllowWildcards = false;

        Assert.Equal("Patterns are not allowed", RefusedSubscription("/topic/*").Message);
    }

    [Fact]
    public void A_broken_pattern_is_refused_with_the_reason() =>
        Assert.Contains("'**'", RefusedSubscription("/topic/a**").Details, StringComparison.Ordinal);

    [Fact]
    public void A_message_cannot_be_sent_to_a_pattern() => Assert.Equal("Cannot send to a pattern", Refused("/topic/*").Message);
}
