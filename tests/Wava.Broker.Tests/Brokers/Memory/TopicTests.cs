using Wava.Broker.Brokers.Memory;
using Wava.Broker.Messages;

namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class TopicTests : MemoryBrokerTest
{
    [Fact]
    public void Every_subscriber_gets_every_message_in_the_order_of_publication()
    {
        TestSubscriber[] all = [.. Enumerable.Range(0, 5).Select(_ => Subscribe("/topic/a"))];

        PublishAll("/topic/a", "1", "2", "3");

        Assert.All(all, each => Assert.Equal(["1", "2", "3"], each.Bodies));
    }

    [Fact]
    public void A_message_reaches_only_those_who_listen_to_its_destination()
    {
        TestSubscriber a = Subscribe("/topic/a");
        TestSubscriber ab = Subscribe("/topic/a/b");

        Publish("/topic/a", "1");

        Assert.Equal(["1"], a.Bodies);
        Assert.Empty(ab.Bodies);
    }

    [Fact]
    public void Message_ids_start_with_the_epoch_and_rise()
    {
        TestSubscriber a = Subscribe("/topic/a");

        PublishAll("/topic/a", "1", "2");

        string[] ids = [.. a.Frames.Select(frame => frame["message-id"]!)];
        Assert.Equal([$"{Broker.Epoch}-1", $"{Broker.Epoch}-2"], ids);
        Assert.Matches("^[a-z2-7]{8}$", Broker.Epoch);
    }

    [Fact]
    public void Message_ids_are_unique_across_destinations()
    {
        Message[] messages = [Publish("/topic/a", "1"), Publish("/topic/b", "2"), Publish("/queue/a", "3"), Publish("/topic/a", "4")];

        Assert.Equal([1, 2, 3, 4], messages.Select(message => message.Sequence));
    }

    [Fact]
    public void Two_brokers_have_two_epochs()
    {
        using var other = new MemoryBroker(new MemoryBrokerOptions(), Clock);

        Assert.NotEqual(Broker.Epoch, other.Epoch);
    }

    [Fact]
    public void What_was_published_before_the_subscription_does_not_come()
    {
        Publish("/topic/a", "1");
        TestSubscriber a = Subscribe("/topic/a");
        Publish("/topic/a", "2");

        Assert.Equal(["2"], a.Bodies);
    }

    [Fact]
    public void Nothing_comes_after_the_end_of_the_subscription()
    {
        TestSubscriber a = Subscribe("/topic/a");
        TestSubscriber b = Subscribe("/topic/a");
        TestSubscriber c = Subscribe("/topic/a");
        Publish("/topic/a", "1");

        a.Leave();
        Publish("/topic/a", "2");
        c.Leave();
        Publish("/topic/a", "3");

        Assert.Equal(["1"], a.Bodies);
        Assert.Equal(["1", "2", "3"], b.Bodies);
        Assert.Equal(["1", "2"], c.Bodies);
    }

    [Fact]
    public void Ending_a_subscription_twice_does_no_harm()
    {
        TestSubscriber a = Subscribe("/topic/a");
        TestSubscriber b = Subscribe("/topic/a");

        a.Leave();
        a.Leave();
        Publish("/topic/a", "1");

        Assert.Equal(["1"], b.Bodies);
    }

    [Fact]
    public void A_broken_subscriber_does_not_keep_the_others_from_their_messages()
    {
        TestSubscriber a = Subscribe("/topic/a");
        TestSubscriber b = Subscribe("/topic/a");

        a.Break();
        PublishAll("/topic/a", "1", "2");

        Assert.Equal(["1", "2"], b.Bodies);
    }

    [Fact]
    public void A_selector_lets_through_what_it_wants()
    {
        TestSubscriber red = Subscribe("/topic/a", selector: "colour = 'red'");
        TestSubscriber all = Subscribe("/topic/a");

        Publish("/topic/a", "1", ("colour", "red"));
        Publish("/topic/a", "2", ("colour", "blue"));
        Publish("/topic/a", "3");

        Assert.Equal(["1"], red.Bodies);
        Assert.Equal(["1", "2", "3"], all.Bodies);
    }

    [Fact]
    public void A_destination_that_nobody_listens_to_leaves_nothing_behind()
    {
        Subscribe("/topic/**");
        for (int i = 0; i < 100; i++) Publish($"/topic/{i}", "x");

        Assert.Equal(0, Broker.TopicCount);
    }

    [Fact]
    public void A_topic_vanishes_with_its_last_subscriber()
    {
        TestSubscriber a = Subscribe("/topic/a");
        TestSubscriber b = Subscribe("/topic/a");
        Assert.Equal(1, Broker.TopicCount);

        a.Leave();
        Assert.Equal(1, Broker.TopicCount);
        b.Leave();
        Assert.Equal(0, Broker.TopicCount);
    }

    [Theory]
    [InlineData("/topicX/a")]
    [InlineData("/elsewhere")]
    [InlineData("topic/a")]
    public void A_destination_outside_the_prefixes_is_refused(string destination)
    {
        Assert.Contains(destination, Refused(destination).Details, StringComparison.Ordinal);
        Assert.Contains(destination, RefusedSubscription(destination).Details, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_prefix_tells_whether_it_is_a_topic()
    {
        Options.TopicPrefixes.Add("/queue/broadcast");
        TestSubscriber a = Subscribe("/queue/broadcast/a");
        TestSubscriber b = Subscribe("/queue/broadcast/a");

        Publish("/queue/broadcast/a", "1");

        Assert.Equal(["1"], a.Bodies);
        Assert.Equal(["1"], b.Bodies);
    }

    [Fact]
    public void Publishing_to_a_hundred_subscribers_allocates_nothing()
    {
        TestSubscriber[] all = [.. Enumerable.Range(0, 100).Select(i =>
            new TestSubscriber(Broker, i % 10 == 0 ? "/topic/*" : "/topic/a") { Deaf = true }.Join())];
        long allocated = 0;
        for (int i = 0; i < 20; i++)
        {
            Message message = NewMessage("/topic/a", "x");
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = Broker.PublishAsync(message, default).AsTask();
            // The first rounds make rings and lists; the flush batch of this test stays open and notes 100 outboxes a round.
            if (i > 10) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            foreach (TestSubscriber each in all) each.Flush();
        }

        Assert.Equal(0, allocated);
    }
}
