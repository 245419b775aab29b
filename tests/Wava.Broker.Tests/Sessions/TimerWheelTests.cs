using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class TimerWheelTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLogger _log = new();
    private readonly TimerWheel _wheel;
    private readonly List<string> _calls = [];

    public TimerWheelTests() => _wheel = new TimerWheel(_clock, _log);

    public void Dispose() => _wheel.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(49)]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(10_000)]
    [InlineData(25_599)]
    [InlineData(25_600)]
    [InlineData(25_601)]
    [InlineData(3_600_007)]
    public void A_timer_fires_not_before_its_time_and_at_most_one_tick_behind_it(int milliseconds)
    {
        var due = TimeSpan.FromMilliseconds(milliseconds);
        // Ticking began at another moment: the timer's own time does not fall on a tick.
        _wheel.Arm(Timer("other"), TimeSpan.FromDays(2));
        _clock.Advance(TimeSpan.FromMilliseconds(1013));
        var armed = _wheel.Now;
        var timer = Timer("a");
        _wheel.Arm(timer, due);

        _clock.Advance(due + TimerWheel.Tick);

        var late = _clock.GetElapsedTime(armed, Assert.Single(timer.Times)) - due;
        Assert.InRange(late, TimeSpan.Zero, TimerWheel.Tick);
    }

    [Fact]
    public void Nothing_fires_a_moment_early()
    {
        var timer = Timer("a");
        _wheel.Arm(timer, TimeSpan.FromSeconds(1) + TimeSpan.FromTicks(1));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_calls);

        _clock.Advance(TimerWheel.Tick);
        Assert.Equal(["a"], _calls);
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_due_times_however_they_were_armed()
    {
        foreach (var milliseconds in new[] { 30_000, 7, 100, 25_700, 3, 60_000, 25_650 })
            _wheel.Arm(Timer($"{milliseconds}"), TimeSpan.FromMilliseconds(milliseconds));

        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["3", "7", "100", "25650", "25700", "30000", "60000"], _calls);
    }

    [Fact]
    public void The_answer_of_a_timer_is_when_it_is_called_again()
    {
        var timer = Timer("a", TimeSpan.FromSeconds(10));
        _wheel.Arm(timer, TimeSpan.FromSeconds(10));

        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(6, _calls.Count);
        Assert.Equal(1, _wheel.Count);
    }

    [Fact]
    public void A_timer_that_answers_never_is_forgotten()
    {
        _wheel.Arm(Timer("a"), TimeSpan.FromSeconds(1));

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["a"], _calls);
        Assert.Equal(0, _wheel.Count);
    }

    [Theory]
    [InlineData(10_000, 200, 200)]
    [InlineData(200, 10_000, 10_000)]
    [InlineData(60_000, 100, 100)]
    [InlineData(100, 100, 100)]
    public void Arming_anew_moves_a_timer(int first, int second, int expected)
    {
        var timer = Timer("a");
        _wheel.Arm(timer, TimeSpan.FromMilliseconds(first));
        _wheel.Arm(timer, TimeSpan.FromMilliseconds(second));

        _clock.Advance(TimeSpan.FromMilliseconds(expected - 1));
        Assert.Empty(_calls);

        _clock.Advance(TimerWheel.Tick * 2);
        Assert.Equal(["a"], _calls);

        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["a"], _calls);
    }

    [Fact]
    public void A_cancelled_timer_does_not_fire()
    {
        var timer = Timer("a");
        _wheel.Arm(timer, TimeSpan.FromSeconds(1));
        _wheel.Arm(Timer("b"), TimeSpan.FromSeconds(2));
        _wheel.Cancel(timer);
        _wheel.Cancel(timer);

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["b"], _calls);
    }

    [Fact]
    public void A_timer_can_be_cancelled_by_another_one_of_the_same_tick()
    {
        var second = Timer("second");
        _wheel.Arm(Timer("first", during: () => _wheel.Cancel(second)), TimeSpan.FromMilliseconds(10));
        _wheel.Arm(second, TimeSpan.FromMilliseconds(20));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["first"], _calls);
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void A_timer_can_be_postponed_by_another_one_of_the_same_tick()
    {
        var second = Timer("second");
        _wheel.Arm(Timer("first", during: () => _wheel.Arm(second, TimeSpan.FromSeconds(1))), TimeSpan.FromMilliseconds(10));
        _wheel.Arm(second, TimeSpan.FromMilliseconds(20));

        _clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal(["first"], _calls);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["first", "second"], _calls);
    }

    [Fact]
    public void Cancelling_a_timer_while_it_runs_makes_its_answer_void()
    {
        ProbeTimer timer = null!;
        timer = Timer("a", TimeSpan.FromSeconds(1), () => _wheel.Cancel(timer));
        _wheel.Arm(timer, TimeSpan.FromSeconds(1));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["a"], _calls);
        Assert.Equal(0, _wheel.Count);
    }

    [Theory]
    [InlineData(200, 5000, 200)]
    [InlineData(5000, 200, 200)]
    [InlineData(200, Timeout.Infinite, 200)]
    public void When_a_timer_is_armed_while_it_runs_the_earlier_time_stands(int armed, int answered, int expected)
    {
        ProbeTimer timer = null!;
        timer = Timer("a", TimeSpan.FromMilliseconds(answered), () =>
        {
            if (timer.Times.Count == 1) _wheel.Arm(timer, TimeSpan.FromMilliseconds(armed));
        });
        _wheel.Arm(timer, TimeSpan.FromSeconds(1));

        _clock.Advance(TimeSpan.FromMilliseconds(1000 + expected + 100));

        Assert.Equal(2, _calls.Count);
        Assert.InRange(_clock.GetElapsedTime(timer.Times[0], timer.Times[1]).TotalMilliseconds, expected, expected + 50);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25.6)]
    [InlineData(600)]
    [InlineData(36_000)]
    public void After_a_pause_of_the_process_every_overdue_timer_fires_once_and_in_order(double seconds)
    {
        for (var i = 9; i >= 0; i--)
            _wheel.Arm(Timer($"{i}", TimeSpan.FromMilliseconds(100)), TimeSpan.FromSeconds(seconds * (i + 1) / 11));

        _clock.Jump(TimeSpan.FromSeconds(seconds));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), _calls);

        _clock.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Equal(20, _calls.Count);
    }

    [Fact]
    public void The_wall_clock_has_no_say()
    {
        _wheel.Arm(Timer("a"), TimeSpan.FromSeconds(1));

        _clock.ShiftWallClock(TimeSpan.FromDays(1));
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(_calls);

        _clock.ShiftWallClock(TimeSpan.FromDays(-2));
        _clock.Advance(TimerWheel.Tick);
        Assert.Equal(["a"], _calls);
    }

    [Fact]
    public void An_idle_wheel_does_not_tick()
    {
        Assert.Equal(0, _clock.ActiveTimers);

        _wheel.Arm(Timer("a"), TimeSpan.FromSeconds(1));
        Assert.Equal(1, _clock.ActiveTimers);

        _clock.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(0, _clock.ActiveTimers);

        _clock.Advance(TimeSpan.FromHours(1));
        _wheel.Arm(Timer("b"), TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(["a", "b"], _calls);
    }

    [Fact]
    public void A_failing_timer_is_logged_and_dropped_and_the_others_go_on()
    {
        var bad = Timer("bad", TimeSpan.FromMilliseconds(50), () => throw new InvalidOperationException("no"));
        _wheel.Arm(bad, TimeSpan.FromMilliseconds(10));
        _wheel.Arm(Timer("good", TimeSpan.FromMilliseconds(50)), TimeSpan.FromMilliseconds(20));

        _clock.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Single(_calls, "bad");
        Assert.True(_calls.Count(c => c == "good") > 1);
        var (id, fault) = Assert.Single(_log.Entries);
        Assert.Equal(3900, id);
        Assert.Equal("no", fault!.Message);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    public void A_timer_that_answers_a_time_gone_by_is_called_with_the_next_tick_not_in_an_endless_loop(int milliseconds)
    {
        _wheel.Arm(Timer("a", TimeSpan.FromMilliseconds(milliseconds)), TimeSpan.Zero);

        _clock.Advance(TimerWheel.Tick * 4);

        Assert.Equal(4, _calls.Count);
    }

    [Fact]
    public void The_farthest_time_there_is_is_no_problem()
    {
        _wheel.Arm(Timer("a"), TimeSpan.MaxValue);

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Empty(_calls);
        Assert.Equal(1, _wheel.Count);
    }

    [Fact]
    public void Nothing_fires_after_the_wheel_is_disposed()
    {
        _wheel.Arm(Timer("a"), TimeSpan.FromSeconds(1));
        _wheel.Dispose();
        _wheel.Arm(Timer("b"), TimeSpan.FromSeconds(1));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(_calls);
    }

    [Fact]
    public void A_hundred_thousand_timers_all_fire_once_and_in_time()
    {
        var random = new Random(7);
        var start = _wheel.Now;
        var timers = new (ProbeTimer Timer, TimeSpan Due)[100_000];
        for (var i = 0; i < timers.Length; i++)
        {
            timers[i] = (new ProbeTimer([], ""), TimeSpan.FromMilliseconds(random.Next(60_000)));
            _wheel.Arm(timers[i].Timer, timers[i].Due);
        }

        _clock.Advance(TimeSpan.FromMinutes(1) + TimerWheel.Tick);

        Assert.All(timers, t => Assert.InRange(
            _clock.GetElapsedTime(start, Assert.Single(t.Timer.Times)) - t.Due, TimeSpan.Zero, TimerWheel.Tick));
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public async Task Timers_may_be_armed_and_cancelled_from_many_threads_while_the_clock_runs()
    {
        const int Threads = 4, PerThread = 50;
        using var stop = new CancellationTokenSource();
        var timers = Enumerable.Range(0, Threads * PerThread).Select(_ => new CountingTimer()).Chunk(PerThread).ToArray();
        var working = timers.Select((mine, seed) => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 20_000; i++)
            {
                var timer = mine[random.Next(PerThread)];
                if (random.Next(3) == 0) _wheel.Cancel(timer);
                else _wheel.Arm(timer, TimeSpan.FromMilliseconds(random.Next(300)));
            }
        })).ToArray();
        var advancing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) _clock.Advance(TimeSpan.FromMilliseconds(20));
        });
        await Task.WhenAll(working);
        await stop.CancelAsync();
        await advancing;

        // The lists are whole: what is armed now fires exactly once, what is cancelled not at all.
        foreach (var timer in timers.SelectMany(t => t)) timer.Calls = 0;
        foreach (var mine in timers)
        {
            for (var i = 0; i < PerThread; i++)
            {
                if (i % 2 == 0) _wheel.Arm(mine[i], TimeSpan.FromMilliseconds(i * 100));
                else _wheel.Cancel(mine[i]);
            }
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.All(timers, mine => Assert.All(mine, (timer, i) => Assert.Equal(i % 2 == 0 ? 1 : 0, timer.Calls)));
        Assert.Equal(0, _wheel.Count);
        Assert.Empty(_log.Entries);
    }

    private ProbeTimer Timer(string name, TimeSpan? again = null, Action? during = null) => new(_calls, name, again, during);

    private sealed class ProbeTimer(List<string> calls, string name, TimeSpan? again = null, Action? during = null) : WheelTimer
    {
        internal List<long> Times { get; } = [];

        internal override TimeSpan OnDue(long now)
        {
            calls.Add(name);
            Times.Add(now);
            during?.Invoke();
            return again ?? Timeout.InfiniteTimeSpan;
        }
    }

    private sealed class CountingTimer : WheelTimer
    {
        internal int Calls { get; set; }

        internal override TimeSpan OnDue(long now)
        {
            Calls++;
            return Timeout.InfiniteTimeSpan;
        }
    }

    private sealed class RecordingLogger : ILogger<TimerWheel>
    {
        internal ConcurrentQueue<(int Id, Exception? Fault)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue((eventId.Id, exception));
    }
}
