using Wava.Broker.Brokers.Memory;
using Wava.Testing;

namespace Wava.Broker.Tests.Brokers.Memory;

/// <summary>Two threads that meet at the worst moment, brought there on purpose.</summary>
public sealed class InterleavingTests : MemoryBrokerTest
{
    [Fact]
    public void A_pattern_subscription_that_ends_in_the_middle_of_a_fan_out_gets_nothing_more()
    {
        TestSubscriber? second = null;
        new TestSubscriber(Broker, "/topic/*", maxFrames: 1) { OnOverflow = () => second!.Leave() }.Join();
        second = Subscribe("/topic/*");

        PublishAll("/topic/a", "1", "2");

        Assert.Equal(["1"], second.Bodies);
    }

    [Fact]
    public void A_topic_that_is_replaced_while_a_publisher_waits_for_it_is_looked_up_again()
    {
        TestSubscriber old = Subscribe("/topic/a");
        TestSubscriber? renewed = null;
        Thread? publisher = null;
        new TestSubscriber(Broker, "/topic/*", maxFrames: 1)
        {
            OnOverflow = () =>
            {
                publisher = StartAndBlock(() => Publish("/topic/a", "3"));
                old.Leave();
                renewed = Subscribe("/topic/a");
            },
        }.Join();

        PublishAll("/topic/a", "1", "2");
        publisher!.Join();

        Assert.Equal(["1", "2"], old.Bodies);
        Assert.Equal(["3"], renewed!.Bodies);
    }

    [Fact]
    public void A_queue_that_vanishes_while_a_publisher_waits_for_it_is_opened_again()
    {
        var clock = new HookedClock(Clock);
        using var broker = new MemoryBroker(Options, clock);
        _ = broker.PublishAsync(NewMessage("/queue/a", "1", ("expiration", "100")), default).AsTask();
        Thread? publisher = null;
        clock.OnTimestamp = () =>
        {
            clock.OnTimestamp = null;
            publisher = StartAndBlock(() => _ = broker.PublishAsync(NewMessage("/queue/a", "2"), default).AsTask());
        };

        Clock.Advance(TimeSpan.FromSeconds(2));
        publisher!.Join();

        Assert.Equal(["2"], new TestSubscriber(broker, "/queue/a").Join().Bodies);
        Assert.Equal(["1"], new TestSubscriber(broker, "/queue/dead-letters").Join().Bodies);
    }

    [Fact]
    public void Whoever_comes_while_another_thread_hands_out_gets_what_that_thread_could_not_deliver_first()
    {
        TestSubscriber? late = null;
        new TestSubscriber(Broker, "/queue/a", prefetch: 100, maxFrames: 1)
        {
            OnOverflow = () =>
            {
                var other = new Thread(() =>
                {
                    Publish("/queue/a", "3");
                    late = Subscribe("/queue/a");
                });
                other.Start();
                other.Join();
            },
        }.Join();

        PublishAll("/queue/a", "1", "2");

        Assert.Equal(["2", "3"], late!.Bodies);
    }

    /// <summary>Starts a thread and returns when it waits for a lock.</summary>
    private static Thread StartAndBlock(Action action)
    {
        var thread = new Thread(() => action()) { IsBackground = true };
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(10)));
        return thread;
    }

    private sealed class HookedClock(FakeTimeProvider inner) : TimeProvider
    {
        public Action? OnTimestamp { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp()
        {
            OnTimestamp?.Invoke();
            return inner.GetTimestamp();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
