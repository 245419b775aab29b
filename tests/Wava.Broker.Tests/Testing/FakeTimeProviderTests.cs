using Wava.Testing;

namespace Wava.Broker.Tests.Testing;

public sealed class FakeTimeProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<string> _calls = [];

    [Fact]
    public void The_clock_stands_still_until_it_is_moved()
    {
        var (wall, stamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        Assert.Equal(wall, _clock.GetUtcNow());

        _clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(TimeSpan.FromMinutes(3), _clock.GetUtcNow() - wall);
        Assert.Equal(TimeSpan.FromMinutes(3), _clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void Timers_fire_in_order_and_see_their_due_time()
    {
        var start = _clock.GetTimestamp();
        foreach (var seconds in new[] { 3, 1, 2 })
            Timer(() => _calls.Add($"{seconds}@{_clock.GetElapsedTime(start).TotalSeconds}"), Second * seconds);

        _clock.Advance(Second * 2.5);

        Assert.Equal(["1@1", "2@2"], _calls);
        Assert.Equal(Second * 2.5, _clock.GetElapsedTime(start));
    }

    [Fact]
    public void A_periodic_timer_fires_as_often_as_it_is_due()
    {
        Timer(() => _calls.Add("x"), Second, Second * 2);

        _clock.Advance(Second * 7.5);

        Assert.Equal(4, _calls.Count);
    }

    [Fact]
    public void After_a_jump_a_periodic_timer_fires_once_and_then_keeps_its_period()
    {
        Timer(() => _calls.Add("x"), Second, Second * 2);

        _clock.Jump(Second * 7);
        Assert.Single(_calls);

        _clock.Advance(Second * 2);
        Assert.Equal(2, _calls.Count);
    }

    [Fact]
    public void A_callback_may_create_change_and_dispose_timers()
    {
        ITimer own = null!;
        var doomed = Timer(() => _calls.Add("doomed"), Second * 2);
        own = Timer(
            () =>
            {
                _calls.Add("own");
                doomed.Dispose();
                if (_calls.Count == 1) own.Change(Second, Timeout.InfiniteTimeSpan);
                Timer(() => _calls.Add("new"), Second * 1.5);
            },
            Second);

        _clock.Advance(Second * 3);

        Assert.Equal(["own", "own", "new"], _calls);
        Assert.False(doomed.Change(Second, Second));
    }

    [Fact]
    public void A_callback_may_move_the_clock()
    {
        Timer(() => _clock.Advance(Second * 5), Second);
        Timer(() => _calls.Add("inner"), Second * 4);
        var start = _clock.GetTimestamp();

        _clock.Advance(Second * 2);

        Assert.Equal(["inner"], _calls);
        Assert.Equal(Second * 6, _clock.GetElapsedTime(start));
    }

    [Fact]
    public void A_timer_due_at_once_waits_for_the_next_move()
    {
        Timer(() => _calls.Add("x"), TimeSpan.Zero);
        Assert.Empty(_calls);

        _clock.Advance(TimeSpan.Zero);

        Assert.Single(_calls);
    }

    [Fact]
    public void A_switched_off_timer_does_not_fire()
    {
        var timer = Timer(() => _calls.Add("x"), Second, Second);
        timer.Change(Timeout.InfiniteTimeSpan, Second);

        _clock.Advance(Second * 10);

        Assert.Empty(_calls);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public async Task Delays_and_cancellations_of_the_framework_follow_the_clock()
    {
        var delay = Task.Delay(Second, _clock);
        using var source = new CancellationTokenSource(Second * 2, _clock);

        _clock.Advance(Second);
        await delay.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(source.IsCancellationRequested);

        _clock.Advance(Second);
        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public void The_wall_clock_can_be_set_without_the_timers_noticing()
    {
        var (wall, stamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        Timer(() => _calls.Add("x"), Second);

        _clock.ShiftWallClock(TimeSpan.FromDays(-1));

        Assert.Equal(wall.AddDays(-1), _clock.GetUtcNow());
        Assert.Equal(stamp, _clock.GetTimestamp());
        _clock.Advance(Second);
        Assert.Single(_calls);
    }

    private ITimer Timer(Action action, TimeSpan due, TimeSpan? period = null) =>
        _clock.CreateTimer(_ => action(), null, due, period ?? Timeout.InfiniteTimeSpan);
}
