using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Brokers.Memory;

public sealed class QueueTests : MemoryBrokerTest
{
    [Fact]
    public void Messages_wait_until_somebody_comes()
    {
        PublishAll("/queue/a", "1", "2", "3");
        Assert.Equal(3, Broker.QueueDepth("/queue/a"));

        TestSubscriber a = Subscribe("/queue/a");

        Assert.Equal(["1", "2", "3"], a.Bodies);
        Assert.Equal(0, Broker.QueueDepth("/queue/a"));
        Assert.All(a.Frames, frame => Assert.Null(frame["redelivered"]));
    }

    [Fact]
    public void Each_message_goes_to_one_consumer_and_turns_are_fair()
    {
        TestSubscriber[] all = [Subscribe("/queue/a"), Subscribe("/queue/a"), Subscribe("/queue/a")];

        PublishAll("/queue/a", "1", "2", "3", "4", "5", "6");

        Assert.Equal(["1", "4"], all[0].Bodies);
        Assert.Equal(["2", "5"], all[1].Bodies);
        Assert.Equal(["3", "6"], all[2].Bodies);
    }

    [Fact]
    public void A_consumer_is_lent_no_more_than_its_prefetch()
    {
        TestSubscriber a = Consume("/queue/a", prefetch: 2);
        PublishAll("/queue/a", "1", "2", "3", "4");
        Assert.Equal(["1", "2"], a.Bodies);

        a.Ack("1");
        Assert.Equal(["1", "2", "3"], a.Bodies);
        a.Ack("3");
        a.Ack("2");
        Assert.Equal(["1", "2", "3", "4"], a.Bodies);
    }

    [Fact]
    public void A_consumer_that_is_full_does_not_keep_messages_from_the_others()
    {
        TestSubscriber slow = Consume("/queue/a", prefetch: 1);
        TestSubscriber quick = Consume("/queue/a", prefetch: 10);

        PublishAll("/queue/a", "1", "2", "3", "4");

        Assert.Equal(["1"], slow.Bodies);
        Assert.Equal(["2", "3", "4"], quick.Bodies);
    }

    [Fact]
    public void Without_acknowledgements_the_next_message_waits_until_the_last_ones_were_written()
    {
        TestSubscriber a = Subscribe("/queue/a", prefetch: 2);
        PublishAll("/queue/a", "1", "2", "3", "4", "5");

        Assert.Equal(5, Broker.QueueDepth("/queue/a"));
        Assert.Equal(["1", "2", "3", "4", "5"], a.Bodies);
        Assert.Equal(0, Broker.QueueDepth("/queue/a"));
    }

    [Fact]
    public void An_acknowledgement_in_client_mode_covers_all_before()
    {
        TestSubscriber a = Subscribe("/queue/a", AckMode.Client);
        PublishAll("/queue/a", "1", "2", "3");

        a.Ack("2");

        Assert.Equal(1, Broker.QueueDepth("/queue/a"));
    }

    [Fact]
    public void A_refused_message_comes_again_marked_before_those_behind_it()
    {
        TestSubscriber a = Consume("/queue/a", prefetch: 2);
        PublishAll("/queue/a", "1", "2", "3");
        Assert.Equal(["1", "2"], a.Bodies);

        a.Nack("1");

        Assert.Equal(["1", "2", "1"], a.Bodies);
        Assert.Equal([null, null, "true"], a.Frames.Select(frame => frame["redelivered"]));
        Assert.Equal(a.Frames[0]["message-id"], a.Frames[2]["message-id"]);
    }

    [Fact]
    public void What_a_leaving_consumer_had_not_acknowledged_goes_to_the_next_in_the_old_order()
    {
        TestSubscriber a = Consume("/queue/a", prefetch: 4);
        PublishAll("/queue/a", "1", "2", "3", "4", "5");
        a.Ack("2");

        a.Leave();
        TestSubscriber b = Subscribe("/queue/a");

        Assert.Equal(["1", "3", "4", "5"], b.Bodies.Take(4));
        Assert.Equal(["true", "true", "true", null], b.Frames.Take(4).Select(frame => frame["redelivered"]));
    }

    [Fact]
    public void What_never_left_comes_to_the_next_as_if_for_the_first_time()
    {
        TestSubscriber a = Consume("/queue/a", prefetch: 3);
        PublishAll("/queue/a", "1", "2", "3", "4");
        a.Leave();

        TestSubscriber b = Subscribe("/queue/a");

        Assert.Equal(["1", "2", "3", "4"], b.Bodies);
        Assert.All(b.Frames, frame => Assert.Null(frame["redelivered"]));
    }

    [Fact]
    public void What_never_left_counts_no_delivery()
    {
        Options.Queues.MaxDeliveries = 2;
        Publish("/queue/a", "1");
        for (int i = 0; i < 10; i++) Consume("/queue/a").Leave();

        Assert.Equal(1, Broker.QueueDepth("/queue/a"));
    }

    [Fact]
    public void Messages_that_come_back_in_any_order_take_their_old_places()
    {
        TestSubscriber a = Consume("/queue/a", prefetch: 6);
        PublishAll("/queue/a", "1", "2", "3", "4", "5", "6", "7");
        Delivery[] lent = [.. a.Frames.SelectMany(a.Take)];
        a.Break();
        Publish("/queue/a", "8");

        foreach (int i in (int[])[2, 5, 0, 4, 1, 3]) lent[i].Settle(DeliveryOutcome.Returned);

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], Subscribe("/queue/a", prefetch: 100).Bodies);
    }

    [Fact]
    public void A_delivery_is_settled_once()
    {
        TestSubscriber a = Consume("/queue/a", prefetch: 1);
        PublishAll("/queue/a", "1", "2");
        Delivery first = a.Take(a.Frames[0]).Single();

        first.Settle(DeliveryOutcome.Rejected);
        Assert.Equal(["1", "1"], a.Bodies);
        first.Settle(DeliveryOutcome.Accepted);
        first.Settle(DeliveryOutcome.Rejected);

        Assert.Equal(["1", "1"], a.Bodies);
        Assert.Equal(2, Broker.QueueDepth("/queue/a"));
    }

    [Fact]
    public void A_broken_consumer_gets_nothing_more_and_loses_nothing()
    {
        TestSubscriber broken = Consume("/queue/a");
        Publish("/queue/a", "1");
        broken.Break();
        TestSubscriber whole = Consume("/queue/a");
        PublishAll("/queue/a", "2", "3");
        broken.Leave();

        Assert.Equal(["1", "2", "3"], whole.Bodies);
    }

    [Fact]
    public void A_queue_with_nothing_in_it_and_nobody_at_it_vanishes()
    {
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1");
        _ = a.Frames;
        Assert.Equal(1, Broker.QueueCount);
        a.Leave();
        Assert.Equal(1, Broker.QueueCount);

        TestSubscriber b = Consume("/queue/a");
        b.Ack("1");
        Assert.Equal(1, Broker.QueueCount);
        b.Leave();
        Assert.Equal(0, Broker.QueueCount);
    }

    [Fact]
    public void A_late_acknowledgement_lets_an_abandoned_queue_vanish()
    {
        TestSubscriber a = Consume("/queue/a");
        Publish("/queue/a", "1");
        Delivery lent = a.Take(a.Frames[0]).Single();
        a.Leave();
        Assert.Equal(1, Broker.QueueCount);

        lent.Settle(DeliveryOutcome.Accepted);

        Assert.Equal(0, Broker.QueueCount);
    }

    [Fact]
    public void A_queue_hands_out_thousands_at_once()
    {
        for (int i = 0; i < 3000; i++) Publish("/queue/a", $"{i}");
        TestSubscriber a = Consume("/queue/a", prefetch: 5000);

        Assert.True(SpinWait.SpinUntil(() => a.Waiting == 3000, TimeSpan.FromSeconds(10)));
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i}"), a.Bodies);
    }

    [Fact]
    public void A_queue_cannot_be_subscribed_to_by_pattern() =>
        Assert.Equal("Queues are subscribed to one by one", RefusedSubscription("/queue/*").Message);

    [Fact]
    public void A_queue_has_no_history_to_replay() =>
        Assert.Equal("Queues have no history", RefusedSubscription("/queue/a", LastOnes(1)).Message);
}
