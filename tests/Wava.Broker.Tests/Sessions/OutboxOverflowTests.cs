using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

public sealed class OutboxOverflowTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public void A_subscriber_that_must_not_miss_anything_is_cut_off_when_the_outbox_is_full_of_frames()
    {
        var box = new OutboxFixture(_broker, frames: 3);
        Subscription subscription = box.Subscription();

        Assert.True(box.Deliver(subscription, "1"));
        Assert.True(box.Deliver(subscription, "2"));
        Assert.True(box.Deliver(subscription, "3"));
        Assert.Equal(0, box.Overflows);
        Assert.False(box.Deliver(subscription, "4"));
        Assert.False(box.Deliver(subscription, "5"));

        Assert.Equal(1, box.Overflows);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void The_outbox_is_full_of_octets_at_its_limit_and_not_before(int slack, bool fits)
    {
        var measure = new OutboxFixture(_broker);
        measure.Deliver(measure.Subscription(), "12345");
        measure.Deliver(measure.Subscription(), "12345");
        var box = new OutboxFixture(_broker, octets: measure.Outbox.Octets + slack);

        Assert.True(box.Deliver(box.Subscription(), "12345"));
        Assert.Equal(fits, box.Deliver(box.Subscription(), "12345"));

        Assert.Equal(fits ? 0 : 1, box.Overflows);
    }

    [Theory]
    [InlineData(1_000_000, 10)]
    [InlineData(100, 1_000)]
    public void A_client_that_asks_for_answers_and_reads_none_is_cut_off_too(int octets, int frames)
    {
        var box = new OutboxFixture(_broker, octets, frames);

        for (int i = 0; i < 10_000; i++) box.Control("RECEIPT\nreceipt-id:r\n\n\0");

        Assert.Equal(1, box.Overflows);
        Assert.InRange(box.Outbox.Frames, 8, 24);
    }

    [Fact]
    public void One_message_always_fits_however_large()
    {
        foreach (OverflowPolicy policy in new[] { OverflowPolicy.Disconnect, OverflowPolicy.DropOldest, OverflowPolicy.Conflate("k") })
        {
            var box = new OutboxFixture(_broker, octets: 100);
            Assert.True(box.Deliver(box.Subscription(policy: policy), new string('x', 1000)));
            box.Flush();
            Assert.Equal([new string('x', 1000)], box.Bodies);
            Assert.Equal(0, box.Overflows);
        }
    }

    [Fact]
    public void A_large_message_takes_the_place_of_all_that_may_go_instead_of_being_lost_with_them()
    {
        var box = new OutboxFixture(_broker, octets: 300);
        Subscription subscription = box.Subscription(policy: OverflowPolicy.DropOldest);
        box.Deliver(subscription, "old");
        box.Deliver(subscription, new string('x', 1000));
        box.Flush();

        Assert.Equal([new string('x', 1000)], box.Bodies);
        Assert.Contains("\nwava-gap:1\n", box.Transport.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Drop_oldest_keeps_the_latest_in_order_and_tells_how_many_are_missing()
    {
        var box = new OutboxFixture(_broker, frames: 3);
        Subscription subscription = box.Subscription(policy: OverflowPolicy.DropOldest);
        for (int i = 1; i <= 10; i++) Assert.True(box.Deliver(subscription, $"{i}"));
        box.Flush();
        box.Deliver(subscription, "11");
        box.Flush();

        Assert.Equal(["8", "9", "10", "11"], box.Bodies);
        Assert.Equal(7, box.Drops.Count);
        Assert.All(box.Drops, kind => Assert.Equal(OverflowKind.DropOldest, kind));
        Assert.Contains("MESSAGE\nsubscription:s\nwava-gap:7\nmessage-id:e-8\n", box.Transport.Text, StringComparison.Ordinal);
        Assert.Single(box.Transport.Written, frame => frame.Contains("wava-gap", StringComparison.Ordinal));
        Assert.Equal(0, box.Overflows);
    }

    [Fact]
    public void Control_frames_are_never_dropped_and_do_not_count_as_room()
    {
        var box = new OutboxFixture(_broker, frames: 3);
        Subscription subscription = box.Subscription(policy: OverflowPolicy.DropOldest);
        box.Control("RECEIPT 1");
        box.Deliver(subscription, "1");
        box.Control("RECEIPT 2");
        box.Deliver(subscription, "2");
        box.Control("RECEIPT 3");
        box.Control("RECEIPT 4");
        box.Control("RECEIPT 5");
        Assert.True(box.Deliver(subscription, "3")); // nothing may go but itself
        box.Flush();

        Assert.Equal(["RECEIPT 1", "RECEIPT 2", "RECEIPT 3", "RECEIPT 4", "RECEIPT 5"], box.Transport.Written);
        Assert.Equal(3, box.Drops.Count);
        box.Deliver(subscription, "4");
        box.Flush();
        Assert.Contains("wava-gap:3\n", box.Transport.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_messages_of_a_subscriber_that_must_not_miss_any_stay_beside_one_that_may()
    {
        var box = new OutboxFixture(_broker, frames: 4);
        Subscription strict = box.Subscription("strict");
        Subscription lax = box.Subscription("lax", OverflowPolicy.DropOldest, number: 2);
        box.Deliver(strict, "s1");
        box.Deliver(lax, "l1");
        box.Deliver(strict, "s2");
        box.Deliver(lax, "l2");
        Assert.True(box.Deliver(strict, "s3"));
        Assert.True(box.Deliver(lax, "l3"));
        box.Flush();

        Assert.Equal(["s1", "s2", "s3", "l3"], box.Bodies);
        Assert.Contains("subscription:lax\nwava-gap:2\n", box.Transport.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("subscription:strict\nwava-gap", box.Transport.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lent_message_is_never_dropped_by_a_policy()
    {
        foreach (OverflowPolicy policy in new[] { OverflowPolicy.DropOldest, OverflowPolicy.Conflate("k") })
        {
            var box = new OutboxFixture(_broker, frames: 2);
            Subscription subscription = box.Subscription(policy: policy, ack: AckMode.Client);
            for (int i = 0; i < 2; i++)
            {
                Message message = box.Message($"{i}", ("k", "same"));
                Assert.True(box.Deliver(subscription, message, box.Lend(message)));
            }

            Message last = box.Message("last", ("k", "same"));
            TestDelivery refused = box.Lend(last);
            Assert.False(box.Deliver(subscription, last, refused)); // the broker keeps it
            Assert.Equal(1, box.Overflows);
            Assert.Empty(box.Drops);
            Assert.Equal(box.Deliveries[..2], box.Complete(discard: true));
        }
    }

    [Fact]
    public void Conflation_keeps_the_latest_of_each_key_in_the_order_of_the_survivors()
    {
        var box = new OutboxFixture(_broker);
        Subscription subscription = box.Subscription(policy: OverflowPolicy.Conflate("symbol"));
        box.Deliver(subscription, "a1", ("symbol", "a"));
        box.Deliver(subscription, "b1", ("symbol", "b"));
        box.Deliver(subscription, "none1");
        box.Deliver(subscription, "a2", ("symbol", "a"));
        box.Deliver(subscription, "none2");
        box.Deliver(subscription, "a3", ("symbol", "a"));
        box.Flush();
        box.Deliver(subscription, "a4", ("symbol", "a"));
        box.Flush();

        Assert.Equal(["b1", "none1", "none2", "a3", "a4"], box.Bodies);
        Assert.Equal([OverflowKind.Conflate, OverflowKind.Conflate], box.Drops);
    }

    [Fact]
    public void Conflation_does_not_reach_across_subscriptions()
    {
        var box = new OutboxFixture(_broker);
        Subscription one = box.Subscription("1", OverflowPolicy.Conflate("k"), number: 1);
        Subscription two = box.Subscription("2", OverflowPolicy.Conflate("k"), number: 2);
        box.Deliver(one, "one", ("k", "x"));
        box.Deliver(two, "two", ("k", "x"));
        box.Flush();

        Assert.Equal(["one", "two"], box.Bodies);
    }

    [Fact]
    public void Conflation_by_many_keys_holds_no_more_than_what_waits()
    {
        var box = new OutboxFixture(_broker, frames: 10);
        Subscription subscription = box.Subscription(policy: OverflowPolicy.Conflate("k"));
        box.Transport.Stall();
        box.Deliver(subscription, "first");
        box.Flush();

        // The peer reads a little, then nothing again, for a long time; its outbox is never empty.
        for (int i = 0; i < 5_000; i++) box.Outbox.Append(box.Message($"{i}", ("k", $"{i}")), subscription, null);

        Assert.InRange(box.Outbox.ConflationKeys, 1, 100);
        box.Transport.Resume();
        Assert.Equal(["first", .. Enumerable.Range(4_990, 10).Select(i => $"{i}")], box.Bodies);
    }

    [Fact]
    public void What_a_policy_dropped_is_not_waited_for_in_the_ledger()
    {
        var box = new OutboxFixture(_broker, frames: 2);
        Subscription subscription = box.Subscription(policy: OverflowPolicy.DropOldest, ack: AckMode.ClientIndividual);
        for (int i = 1; i <= 5; i++) box.Deliver(subscription, $"{i}");
        box.Flush();

        Assert.Equal(["4", "5"], box.Bodies);
        Assert.Contains("ack:1-4\n", box.Transport.Text, StringComparison.Ordinal);
        var taken = new List<Delivery>();
        Assert.False(subscription.Ledger!.TryTake(2, cumulative: false, taken));
        Assert.True(subscription.Ledger.TryTake(4, cumulative: false, taken));
        Assert.True(subscription.Ledger.TryTake(5, cumulative: false, taken));
    }

    [Fact]
    public void A_replay_that_was_not_possible_is_told_once_with_the_next_message()
    {
        var box = new OutboxFixture(_broker);
        Subscription subscription = box.Subscription();
        subscription.MarkUnrecovered();
        box.Deliver(subscription, "1");
        box.Deliver(subscription, "2");
        box.Flush();

        Assert.Contains("wava-recovered:false\n", box.Transport.Written[0], StringComparison.Ordinal);
        Assert.DoesNotContain("wava-recovered", box.Transport.Written[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("disconnect", "disconnect")]
    [InlineData("drop-oldest", "drop-oldest")]
    [InlineData("conflate(symbol)", "conflate(symbol)")]
    [InlineData("conflate()", null)]
    [InlineData("conflate(", null)]
    [InlineData("Disconnect", null)]
    [InlineData("", null)]
    [InlineData("drop", null)]
    public void A_policy_is_read_from_and_written_as_the_same_words(string words, string? read)
    {
        Assert.Equal(read, OverflowPolicy.Parse(words)?.ToString());
    }

    [Fact]
    public void Two_policies_that_say_the_same_are_equal()
    {
        Assert.Equal(OverflowPolicy.Conflate("a"), OverflowPolicy.Parse("conflate(a)"));
        Assert.Equal(OverflowPolicy.Conflate("a").GetHashCode(), OverflowPolicy.Parse("conflate(a)")!.GetHashCode());
        Assert.NotEqual(OverflowPolicy.Conflate("a"), OverflowPolicy.Conflate("b"));
        Assert.NotEqual(OverflowPolicy.Disconnect, OverflowPolicy.DropOldest);
        Assert.Throws<ArgumentException>(() => OverflowPolicy.Conflate(""));
    }
}
