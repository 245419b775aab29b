using System.Text;
using Wava.Testing;

namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class QueueDeadLetterTests : MemoryBrokerTest
{
    private const string DeadLetters = "/queue/dead-letters";

    [Fact]
    public void A_message_refused_for_good_becomes_a_dead_letter_that_says_why()
    {
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1", ("colour", "red"), ("odd:name", "line\nbreak"));

        a.Discard("1");

        TestFrame letter = Subscribe(DeadLetters).Frames.Single();
        Assert.Equal("1", letter.Text);
        Assert.Equal(DeadLetters, letter["destination"]);
        Assert.Equal("/queue/a", letter["wava-dead-letter-from"]);
        Assert.Equal("rejected", letter["wava-dead-letter-reason"]);
        Assert.Equal("red", letter["colour"]);
        Assert.Equal("line\nbreak", letter["odd:name"]);
        Assert.NotEqual(a.Frames[0]["message-id"], letter["message-id"]);
        Assert.Equal(["1"], a.Bodies);
        Assert.Equal(0, Broker.QueueDepth("/queue/a"));
        Assert.Equal(1, Broker.Statistics.DeadLettered(Wava.Broker.Brokers.Memory.DeadLetterReason.Rejected));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(6, 6)]
    public void A_message_is_given_out_a_limited_number_of_times(int max, int expected)
    {
        Options.Queues.MaxDeliveries = max;
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1");

        for (int i = 0; i < 10 && Broker.QueueDepth("/queue/a") > 0; i++) a.Nack("1");

        Assert.Equal(expected, a.Frames.Count);
        Assert.Equal("redelivered-too-often", Subscribe(DeadLetters).Frames.Single()["wava-dead-letter-reason"]);
    }

    [Fact]
    public void Consumers_that_vanish_count_as_deliveries_too()
    {
        Options.Queues.MaxDeliveries = 2;
        Publish("/queue/a", "1");
        for (int i = 0; i < 2; i++)
        {
            TestSubscriber a = Consume("/queue/a");
            Assert.Single(a.Frames);
            a.Leave();
        }

        Assert.Equal(["1"], Subscribe(DeadLetters).Bodies);
        Assert.Equal(0, Broker.QueueDepth("/queue/a"));
    }

    [Fact]
    public void What_the_dead_letters_give_up_themselves_is_dropped_and_counted()
    {
        TestSubscriber a = Consume(DeadLetters);
        Publish(DeadLetters, "1");

        a.Discard("1");

        Assert.Equal(0, Broker.QueueDepth(DeadLetters));
        Assert.Equal(1, Broker.Statistics.Dropped(Wava.Broker.Brokers.Memory.DeadLetterReason.Rejected));
    }

    [Fact]
    public void Without_a_place_for_them_dead_letters_are_dropped_and_counted()
    {
        Options.Queues.DeadLetterDestination = null;
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1");

        a.Discard("1");

        Assert.Equal(0, Broker.QueueDepth(DeadLetters));
        Assert.Equal(1, Broker.Statistics.Dropped(Wava.Broker.Brokers.Memory.DeadLetterReason.Rejected));
    }

    [Fact]
    public void Dead_letters_that_do_not_fit_any_more_are_dropped_and_counted()
    {
        Options.Queues.MaxMessages = 2;
        TestSubscriber a = Consume("/queue/a");
        for (int i = 0; i < 3; i++)
        {
            Publish("/queue/a", $"{i}");
            a.Discard($"{i}");
        }

        Assert.Equal(["0", "1"], Subscribe(DeadLetters).Bodies);
        Assert.Equal(1, Broker.Statistics.Dropped(Wava.Broker.Brokers.Memory.DeadLetterReason.Rejected));
    }

    [Fact]
    public void Dead_letters_can_go_to_a_topic()
    {
        Options.Queues.DeadLetterDestination = "/topic/dead-letters";
        TestSubscriber watcher = Subscribe("/topic/dead-letters");
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1");

        a.Discard("1");

        Assert.Equal(["1"], watcher.Bodies);
    }

    [Fact]
    public void Dead_letters_for_nowhere_are_dropped_and_counted()
    {
        Options.Queues.DeadLetterDestination = "/elsewhere";
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1");

        a.Discard("1");

        Assert.Equal(1, Broker.Statistics.Dropped(Wava.Broker.Brokers.Memory.DeadLetterReason.Rejected));
    }

    [Fact]
    public void A_dead_letter_that_dies_again_elsewhere_tells_of_its_last_death_only()
    {
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1", ("wava-dead-letter-from", "/queue/older"), ("wava-dead-letter-reason", "older"));

        a.Discard("1");

        TestFrame letter = Subscribe(DeadLetters).Frames.Single();
        Assert.Equal(["/queue/a"], letter.Headers.Where(header => header.Key == "wava-dead-letter-from").Select(header => header.Value));
        Assert.Equal(["rejected"], letter.Headers.Where(header => header.Key == "wava-dead-letter-reason").Select(header => header.Value));
    }

    [Fact]
    public void The_name_of_the_queue_is_escaped_in_a_dead_letter()
    {
        TestSubscriber a = Consume("/queue/a:b");
        Publish("/queue/a:b", Encoding.UTF8.GetString("ü"u8));

        a.Discard("ü");

        TestFrame letter = Subscribe(DeadLetters).Frames.Single();
        Assert.Equal("/queue/a:b", letter["wava-dead-letter-from"]);
        Assert.Equal("ü", letter.Text);
    }
}
