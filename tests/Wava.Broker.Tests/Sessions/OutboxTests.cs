using Wava.Broker.Frames;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

public sealed class OutboxTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public void Frames_go_out_in_the_order_in_which_they_came_in()
    {
        var box = new OutboxFixture(_broker);
        Subscription subscription = box.Subscription();

        box.Control("RECEIPT 1");
        box.Deliver(subscription, "a");
        box.Control("RECEIPT 2");
        box.Deliver(subscription, "b");
        box.Flush();

        Assert.Equal(["RECEIPT 1", "a", "RECEIPT 2", "b"], box.Transport.Written.Select(each => each.StartsWith("MESSAGE", StringComparison.Ordinal) ? OutboxFixture.BodyOf(each) : each));
    }

    [Fact]
    public void What_waits_goes_out_with_one_flush()
    {
        var box = new OutboxFixture(_broker);
        Subscription subscription = box.Subscription();
        for (int i = 0; i < 50; i++) box.Deliver(subscription, $"{i}");

        box.Flush();

        Assert.Equal([50], box.Transport.Flushes);
    }

    [Fact]
    public void A_long_queue_is_handed_over_in_rounds()
    {
        var box = new OutboxFixture(_broker);
        Subscription subscription = box.Subscription();
        for (int i = 0; i < 150; i++) box.Deliver(subscription, $"{i}");
        string large = new('x', 20_000);
        for (int i = 0; i < 3; i++) box.Deliver(subscription, large);

        box.Flush();

        Assert.Equal(153, box.Transport.Flushes.Sum());
        Assert.All(box.Transport.Flushes, frames => Assert.InRange(frames, 1, 64));
        Assert.True(box.Transport.Flushes.Count >= 4, "Large frames must not all be copied into the socket's memory at once.");
    }

    [Fact]
    public void While_the_peer_does_not_read_frames_stay_and_are_counted()
    {
        var box = new OutboxFixture(_broker);
        Subscription subscription = box.Subscription();
        box.Transport.Stall();
        box.Deliver(subscription, "a");
        box.Flush();
        Message b = box.Message("b");
        box.Deliver(subscription, b);
        box.Control("12345");

        Assert.Equal(["a"], box.Bodies);
        Assert.Equal(2, box.Outbox.Frames);
        Assert.Equal(subscription.Head.Length + b.TailSize + 5, box.Outbox.Octets);

        box.Transport.Resume();

        Assert.Equal(["a", "b"], box.Bodies);
        Assert.Equal((0, 0L), (box.Outbox.Frames, box.Outbox.Octets));
    }

    [Fact]
    public void A_stall_can_be_seen_from_outside_with_its_beginning()
    {
        var box = new OutboxFixture(_broker);
        box.Transport.Stall();
        Assert.Equal(0, box.Outbox.FlushingSince);

        box.Clock.Advance(TimeSpan.FromSeconds(3));
        box.Control("x");
        box.Flush();
        long begun = box.Clock.GetTimestamp();
        box.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(begun, box.Outbox.FlushingSince);
        Assert.Equal(begun, box.Outbox.LastSent);
        box.Transport.Resume();
        Assert.Equal(0, box.Outbox.FlushingSince);
    }

    [Fact]
    public void A_peer_that_is_gone_is_told_to_the_owner_and_nothing_more_is_written()
    {
        var box = new OutboxFixture(_broker);
        box.Transport.Stall();
        box.Control("a");
        box.Flush();
        box.Transport.Resume(alive: false);
        box.Control("b");

        Assert.Equal(1, box.TransportFailures);
        Assert.Equal(["a"], box.Transport.Written);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(NotSupportedException))]
    public void Whatever_a_transport_throws_ends_one_connection_and_not_the_process(Type type)
    {
        var box = new OutboxFixture(_broker);
        box.Transport.Failure = (Exception)Activator.CreateInstance(type)!;
        box.Control("a");

        box.Flush();

        Assert.Equal(1, box.TransportFailures);
    }

    [Fact]
    public void A_broker_that_fails_to_hear_of_a_delivery_ends_one_connection_and_not_the_process()
    {
        var box = new OutboxFixture(_broker);
        Message message = box.Message();
        box.Deliver(box.Subscription(), message, new FailingDelivery(message));

        box.Flush();

        Assert.Equal(1, box.TransportFailures);
    }

    [Fact]
    public void Only_what_is_the_deliverys_own_is_put_between_the_shared_octets()
    {
        var box = new OutboxFixture(_broker);
        Message message = box.Message("hi");
        box.Deliver(box.Subscription("a:b"), message);
        box.Deliver(box.Subscription("c", ack: AckMode.Client, number: 7), message);
        box.Deliver(box.Subscription("d", ack: AckMode.Client, version: StompVersion.V11), message);
        box.Deliver(box.Subscription("e", ack: AckMode.ClientIndividual, number: 8), message, box.Lend(message, redelivered: true));
        box.Flush();

        const string Tail = "message-id:e-1\ndestination:/topic/a\ncontent-length:2\n\nhi\0";
        Assert.Equal(
            [
                @"MESSAGE" + "\n" + @"subscription:a\cb" + "\n" + Tail,
                "MESSAGE\nsubscription:c\nack:7-1\n" + Tail,
                "MESSAGE\nsubscription:d\n" + Tail,
                "MESSAGE\nsubscription:e\nack:8-1\nredelivered:true\n" + Tail,
            ],
            box.Transport.Written);
    }

    [Fact]
    public void A_message_that_needs_no_acknowledgement_counts_as_consumed_when_it_is_handed_over()
    {
        var box = new OutboxFixture(_broker);
        Message message = box.Message();
        TestDelivery auto = box.Lend(message);
        TestDelivery acked = box.Lend(message);
        box.Deliver(box.Subscription(), message, auto);
        box.Deliver(box.Subscription(ack: AckMode.Client), message, acked);
        Assert.Null(auto.Outcome);

        box.Flush();

        Assert.Equal(DeliveryOutcome.Accepted, auto.Outcome);
        Assert.Null(acked.Outcome);
    }

    [Fact]
    public void An_end_lets_what_waits_out_first_and_takes_nothing_more()
    {
        var box = new OutboxFixture(_broker);
        Subscription subscription = box.Subscription();
        box.Deliver(subscription, "a");
        Task drained = box.Outbox.WhenDrained();
        box.Complete("LAST");

        Assert.False(box.Deliver(subscription, "late"));
        box.Control("LATE");
        box.Own();
        Assert.False(drained.IsCompleted);
        box.Flush();

        Assert.EndsWith("LAST", box.Transport.Text, StringComparison.Ordinal);
        Assert.Equal(["a"], box.Bodies);
        Assert.True(box.Outbox.WhenDrained().IsCompleted);
    }

    [Fact]
    public void An_end_by_force_throws_away_what_waits_and_says_what_the_broker_must_know()
    {
        var box = new OutboxFixture(_broker);
        Subscription subscription = box.Subscription(ack: AckMode.Client);
        Message message = box.Message("a");
        TestDelivery delivery = box.Lend(message);
        box.Deliver(subscription, message, delivery);
        box.Deliver(subscription, "topic message");

        List<Delivery> unsent = box.Complete("LAST", discard: true);
        box.Flush();

        Assert.Equal([delivery], unsent);
        Assert.Equal(["LAST"], box.Transport.Written);
        var left = new List<Delivery>();
        subscription.Ledger!.TakeAll(left);
        Assert.Empty(left); // or it would be given back twice
    }

    [Fact]
    public async Task An_end_is_drained_only_when_the_peer_has_been_sent_everything()
    {
        var box = new OutboxFixture(_broker);
        box.Transport.Stall();
        box.Control("a");
        box.Flush();
        box.Complete("LAST");
        Task drained = box.Outbox.WhenDrained();
        Assert.False(drained.IsCompleted);

        box.Transport.Resume();

        await drained.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["a", "LAST"], box.Transport.Written);
    }

    [Fact]
    public async Task Nobody_waits_for_a_transport_that_broke()
    {
        var box = new OutboxFixture(_broker);
        box.Transport.Stall();
        box.Control("a");
        box.Flush();
        box.Complete("LAST");
        Task drained = box.Outbox.WhenDrained();

        box.Transport.Resume(alive: false);

        await drained.WaitAsync(TimeSpan.FromSeconds(10));
        await box.Outbox.WhenDrained().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, box.TransportFailures);
    }

    [Fact]
    public void A_peer_that_will_say_no_more_gets_its_answers_and_others_get_what_it_was_lent()
    {
        var box = new OutboxFixture(_broker);
        Message message = box.Message("lent");
        TestDelivery delivery = box.Lend(message);
        box.Control("RECEIPT");
        box.Deliver(box.Subscription(), message, delivery);
        box.Deliver(box.Subscription(), "topic");
        var unsent = new List<Delivery>();

        box.Outbox.CompleteWithoutDeliveries(unsent);
        box.Flush();

        Assert.Equal([delivery], unsent);
        Assert.Equal("RECEIPT", box.Transport.Written[0]);
        Assert.Equal(["topic"], box.Bodies);
        Assert.True(box.Outbox.WhenDrained().IsCompleted);
        Assert.False(box.Deliver(box.Subscription(), "too late"));
    }

    [Fact]
    public async Task A_connection_that_is_gone_drains_at_once()
    {
        var box = new OutboxFixture(_broker);
        Message message = box.Message();
        box.Deliver(box.Subscription(), message, box.Lend(message));
        Task drained = box.Outbox.WhenDrained();
        var unsent = new List<Delivery>();

        box.Outbox.Abandon(unsent);

        await drained.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(box.Deliveries, unsent);
        Assert.Equal((0, 0L), (box.Outbox.Frames, box.Outbox.Octets));
    }

    [Fact]
    public void The_end_of_a_subscription_takes_back_what_is_lent_and_leaves_the_rest()
    {
        var box = new OutboxFixture(_broker);
        Subscription mine = box.Subscription("mine");
        Subscription other = box.Subscription("other");
        Message message = box.Message("lent");
        TestDelivery delivery = box.Lend(message);
        TestDelivery others = box.Lend(message);
        box.Deliver(mine, "topic");
        box.Deliver(mine, message, delivery);
        box.Deliver(other, message, others);
        box.Control("RECEIPT");
        var unsent = new List<Delivery>();

        box.Outbox.Withdraw(mine, unsent);
        Assert.Equal(3, box.Outbox.Frames);
        box.Flush();

        Assert.Equal([delivery], unsent);
        Assert.Equal(["topic", "lent"], box.Bodies);
        Assert.Null(delivery.Outcome);
        Assert.Equal(DeliveryOutcome.Accepted, others.Outcome);
        Assert.Equal((0, 0L), (box.Outbox.Frames, box.Outbox.Octets));
    }

    [Fact]
    public void The_transports_own_words_get_a_turn_between_the_frames()
    {
        var box = new OutboxFixture(_broker);
        box.Control("a");
        box.Own();
        box.Control("b");
        box.Flush();

        Assert.Equal(1, box.Transport.OwnTurns);
        Assert.Equal(["a", "b"], box.Transport.Written);
    }

    [Fact]
    public void What_went_out_is_counted_by_kind_in_octets_of_the_wire()
    {
        var box = new OutboxFixture(_broker);
        box.Control("RECEIPT");
        box.Deliver(box.Subscription(), "ä");
        box.Flush();

        long octets = box.Transport.Written.Sum(frame => System.Text.Encoding.UTF8.GetByteCount(frame));
        Assert.Equal((1, 1, octets), box.Counted);
    }

    [Fact]
    public void Octets_that_are_no_text_go_out_as_a_binary_message()
    {
        var box = new OutboxFixture(_broker);
        Message binary = Message.Create("/topic/a", [0xFF]);
        binary.AssignId("e"u8, 1);
        box.Deliver(box.Subscription(), binary);
        box.Deliver(box.Subscription(), "text");
        box.Control("RECEIPT");
        box.Flush();

        Assert.Equal([true, false, false], box.Transport.Binary);
    }

    private sealed class FailingDelivery(Message message) : Delivery
    {
        public override Message Message => message;

        public override bool Redelivered => false;

        public override void Settle(DeliveryOutcome outcome) => throw new InvalidCastException();
    }
}
