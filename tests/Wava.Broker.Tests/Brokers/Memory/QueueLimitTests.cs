using Wava.Broker.Brokers.Memory;

namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class QueueLimitTests : MemoryBrokerTest
{
    private const string DeadLetters = "/queue/dead-letters";

    [Fact]
    public void A_full_queue_refuses_one_more_message_and_names_the_option()
    {
        Options.Queues.MaxMessages = 3;
        PublishAll("/queue/a", "1", "2", "3");

        StompException refusal = Refused("/queue/a");

        Assert.Equal("Queue is full", refusal.Message);
        Assert.Contains("Queues.MaxMessages", refusal.Details, StringComparison.Ordinal);
        Assert.Equal(1, Broker.Statistics.Refused);
        Assert.Equal(["1", "2", "3"], Subscribe("/queue/a").Bodies);
        Publish("/queue/a", "4");
    }

    [Fact]
    public void What_consumers_have_counts_until_it_is_settled()
    {
        Options.Queues.MaxMessages = 1;
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1");
        Refused("/queue/a");

        a.Ack("1");

        Publish("/queue/a", "2");
    }

    [Fact]
    public void A_queue_holds_so_many_octets_and_names_the_option()
    {
        int size = NewMessage("/queue/a", "1").Size;
        Options.Queues.MaxBytes = size * 2;
        PublishAll("/queue/a", "1", "2");
        Assert.Equal(size * 2, Broker.Statistics.QueueBytes);

        Assert.Contains("Queues.MaxBytes", Refused("/queue/a", "3").Details, StringComparison.Ordinal);

        _ = Subscribe("/queue/a").Frames;
        Assert.Equal(0, Broker.Statistics.QueueBytes);
        Assert.Equal(0, Broker.Statistics.QueueDepth);
    }

    [Fact]
    public void All_queues_together_hold_so_many_octets()
    {
        Options.Queues.MaxTotalBytes = NewMessage("/queue/a", "1").Size * 2;
        Publish("/queue/a", "1");
        Publish("/queue/b", "2");

        Assert.Contains("Queues.MaxTotalBytes", Refused("/queue/c", "3").Details, StringComparison.Ordinal);

        _ = Subscribe("/queue/a").Frames;
        Publish("/queue/c", "3");
    }

    [Fact]
    public void A_message_larger_than_a_whole_queue_is_refused_whatever_the_policy()
    {
        Options.Queues.MaxBytes = 1000;
        Options.Queues.Overflow = QueueOverflow.DropOldest;
        Publish("/queue/a", "1");

        Assert.Equal("Message too large for a queue", Refused("/queue/a", new string('x', 2000)).Message);
        Assert.Equal(["1"], Subscribe("/queue/a").Bodies);
    }

    [Fact]
    public void By_option_the_oldest_message_makes_room_as_a_dead_letter()
    {
        Options.Queues.MaxMessages = 2;
        Options.Queues.Overflow = QueueOverflow.DropOldest;
        PublishAll("/queue/a", "1", "2", "3");

        Assert.Equal(["2", "3"], Subscribe("/queue/a").Bodies);
        TestSubscriber letters = Subscribe(DeadLetters);
        Assert.Equal(["1"], letters.Bodies);
        Assert.Equal("overflow", letters.Frames[0]["wava-dead-letter-reason"]);
    }

    [Fact]
    public void Dead_letters_make_room_for_newer_ones_without_end()
    {
        Options.Queues.MaxMessages = 2;
        Options.Queues.Overflow = QueueOverflow.DropOldest;
        for (int i = 1; i <= 10; i++) Publish("/queue/a", $"{i}");

        Assert.Equal(["7", "8"], Subscribe(DeadLetters).Bodies);
        Assert.Equal(6, Broker.Statistics.Dropped(DeadLetterReason.Overflow));
        Assert.Equal(8, Broker.Statistics.DeadLettered(DeadLetterReason.Overflow));
    }

    [Fact]
    public void What_a_consumer_has_cannot_make_room()
    {
        Options.Queues.MaxMessages = 1;
        Options.Queues.Overflow = QueueOverflow.DropOldest;
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1");

        Assert.Equal("Queue is full", Refused("/queue/a").Message);
        Assert.Equal(["1"], a.Bodies);
    }

    [Fact]
    public void There_are_so_many_queues_and_no_more()
    {
        Options.Queues.MaxQueues = 2;
        TestSubscriber a = Subscribe("/queue/a");
        Publish("/queue/b", "1");

        Assert.Contains("Queues.MaxQueues", Refused("/queue/c").Details, StringComparison.Ordinal);
        Assert.Equal("Too many queues", RefusedSubscription("/queue/c").Message);

        a.Leave();
        Publish("/queue/c", "1");
    }
}
