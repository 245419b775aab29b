using BenchmarkDotNet.Attributes;
using Wava.Broker.Sessions;

namespace Wava.Bench.Sessions;

/// <summary>What the clock of fifty thousand sessions costs: arming one timer, and one tick of the wheel.</summary>
[MemoryDiagnoser]
public class TimerWheelBenchmarks
{
    private const int Sessions = 50_000;

    private readonly HandClock _clock = new();
    private TimerWheel _wheel = null!;
    private HeartBeat[] _timers = null!;
    private int _next;

    /// <summary>As heart-beats lie: every ten seconds, evenly spread.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _wheel = new TimerWheel(_clock);
        _timers = new HeartBeat[Sessions];
        for (var i = 0; i < Sessions; i++) _timers[i] = new HeartBeat();

        // Neighbours in memory are not neighbours in time.
        new Random(1).Shuffle(_timers);
        for (var i = 0; i < Sessions; i++) _wheel.Arm(_timers[i], HeartBeat.Interval * i / Sessions);
    }

    [GlobalCleanup]
    public void CleanUp() => _wheel.Dispose();

    [Benchmark(Description = "arm anew, one of 50,000")]
    public void Arm()
    {
        _wheel.Arm(_timers[_next], HeartBeat.Interval);
        if (++_next == Sessions) _next = 0;
    }

    [Benchmark(Description = "cancel and arm, one of 50,000")]
    public void CancelAndArm()
    {
        _wheel.Cancel(_timers[_next]);
        _wheel.Arm(_timers[_next], HeartBeat.Interval);
        if (++_next == Sessions) _next = 0;
    }

    [Benchmark(Description = "one tick: 250 of 50,000 are due and armed anew")]
    public void Tick() => _clock.Tick(TimerWheel.Tick);

    private sealed class HeartBeat : WheelTimer
    {
        internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

        internal override TimeSpan OnDue(long now) => Interval;
    }

    // Stands still but for the ticks that the benchmark asks for.
    private sealed class HandClock : TimeProvider
    {
        private long _now;
        private TimerCallback _callback = null!;
        private object? _state;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            return new NoTimer();
        }

        internal void Tick(TimeSpan by)
        {
            _now += by.Ticks;
            _callback(_state);
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
