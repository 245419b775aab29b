namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class QueueSelectorTests : MemoryBrokerTest
{
    [Fact]
    public void What_nobody_present_wants_waits_without_blocking_the_rest()
    {
        TestSubscriber red = Consume("/queue/a", selector: "colour = 'red'");
        Publish("/queue/a", "1", ("colour", "blue"));
        Publish("/queue/a", "2", ("colour", "red"));
        Publish("/queue/a", "3");
        Publish("/queue/a", "4", ("colour", "red"));

        Assert.Equal(["2", "4"], red.Bodies);
        Assert.Equal(["1", "3"], Consume("/queue/a").Bodies);
    }

    [Fact]
    public void A_selective_consumer_that_comes_late_finds_what_waits()
    {
        Publish("/queue/a", "1", ("colour", "blue"));
        Publish("/queue/a", "2", ("colour", "red"));
        Publish("/queue/a", "3", ("colour", "red"));

        TestSubscriber red = Consume("/queue/a", prefetch: 1, selector: "colour = 'red'");
        TestSubscriber blue = Consume("/queue/a", selector: "colour = 'blue'");
        Assert.Equal(["2"], red.Bodies);
        red.Ack("2");

        Assert.Equal(["2", "3"], red.Bodies);
        Assert.Equal(["1"], blue.Bodies);
    }

    [Fact]
    public void A_message_that_comes_back_is_offered_again_to_those_who_had_passed_it()
    {
        TestSubscriber any = Consume("/queue/a", prefetch: 1);
        Publish("/queue/a", "1", ("colour", "red"));
        TestSubscriber red = Consume("/queue/a", selector: "colour = 'red'");
        Publish("/queue/a", "2", ("colour", "blue"));
        Publish("/queue/a", "3", ("colour", "red"));
        Assert.Equal(["1"], any.Bodies);
        Assert.Equal(["3"], red.Bodies);

        any.Leave();

        Assert.Equal(["3", "1"], red.Bodies);
        Assert.Equal(["2"], Consume("/queue/a").Bodies);
    }

    [Fact]
    public void A_refused_message_is_not_lost_to_a_selective_consumer_without_room()
    {
        TestSubscriber red = Consume("/queue/a", prefetch: 2, selector: "colour = 'red'");
        for (int i = 1; i <= 4; i++)
        {
            Publish("/queue/a", $"blue {i}", ("colour", "blue"));
            Publish("/queue/a", $"red {i}", ("colour", "red"));
        }

        Assert.Equal(["red 1", "red 2"], red.Bodies);
        red.Nack("red 1");
        red.Ack("red 2");
        red.Ack("red 1");
        red.Ack("red 3");

        Assert.Equal(["red 1", "red 2", "red 1", "red 3", "red 4"], red.Bodies);
    }

    [Fact]
    public void A_selective_consumer_that_leaves_takes_nothing_with_it()
    {
        TestSubscriber red = Consume("/queue/a", selector: "colour = 'red'");
        Publish("/queue/a", "1", ("colour", "blue"));
        red.Leave();
        Publish("/queue/a", "2", ("colour", "red"));

        Assert.Equal(["1", "2"], Subscribe("/queue/a").Bodies);
    }
}
