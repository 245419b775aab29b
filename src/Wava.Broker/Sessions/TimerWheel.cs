using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Wava.Broker.Sessions;

/// <summary>The clock work of all sessions: heart-beats, time limits and stalls of tens of thousands of connections on one timer.</summary>
/// <remarks>
/// The problem. Every connection waits for something nearly always: the next heart-beat, the peer's silence, an unfinished frame,
/// a stuck write. A framework timer for each is an object, a closure and an entry in queues that every change has to lock, and
/// fifty thousand of them wake the process as often as they like.
///
/// The idea. A ring of slots, each a stretch of time one tick long. A timer hangs in the list of the slot its due time falls in;
/// one that is due after more than a turn of the ring hangs there too and is passed over, because each keeps its absolute due
/// time. One periodic timer of the <see cref="TimeProvider"/> walks the slots between the last tick and now, takes out what is
/// due, and runs it in order of due time after leaving the lock. The walk begins with the slot in which the last one ended, as
/// that slot's time was not over then. Due times are compared exactly, so nothing fires early; it fires at the first tick
/// behind its due time, so about a tick late at most. After a pause of the process every slot is walked once at most, and a timer
/// that missed many turns runs once, because its next time counts from now. All times are monotonic timestamps.
///
/// The cost. Arming and cancelling: a lock, the clock, a few pointer writes; no allocation. A tick: a look at the timers of two
/// slots (five hundred, of fifty thousand with ten seconds each) and two short locks for each one that runs, twenty times a
/// second. Nothing armed: no tick at all.
/// </remarks>
internal sealed partial class TimerWheel : IDisposable, IAsyncDisposable
{
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private const int SlotCount = 512; // a power of two; a turn takes 25.6 s, so that a 10 s heart-beat is passed over rarely
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private readonly Lock _gate = new();
    private readonly WheelTimer[] _slots = new WheelTimer[SlotCount];
    private readonly List<(long Due, WheelTimer Timer)> _batch = []; // the sweeping thread's alone
    private readonly ILogger _logger;
    private readonly ITimer _ticker;
    private readonly long _frequency;
    private readonly long _tickLength;

    private long _lastTick; // number of the tick in which the last sweep ended
    private int _armed;
    private bool _ticking;
    private bool _sweeping;
    private bool _disposed;

    public TimerWheel(TimeProvider time, ILogger<TimerWheel>? logger = null)
    {
        Time = time;
        _logger = logger ?? NullLogger<TimerWheel>.Instance;
        _frequency = time.TimestampFrequency;
        _tickLength = Units(Tick);
        for (var i = 0; i < SlotCount; i++)
        {
            var head = new Head();
            head.WheelNext = head.WheelPrevious = head;
            _slots[i] = head;
        }

        _ticker = CreateTicker(time);
    }

    /// <summary>The source of all times here.</summary>
    internal TimeProvider Time { get; }

    /// <summary>The monotonic timestamp of this moment, in the units of <see cref="Time"/>.</summary>
    internal long Now => Time.GetTimestamp();

    /// <summary>How many timers wait.</summary>
    internal int Count
    {
        get
        {
            lock (_gate) return _armed;
        }
    }

    /// <summary>Has the timer called once <paramref name="due"/> has passed; an armed one is moved, to an earlier time as well.</summary>
    /// <remarks>
    /// When this meets a running <see cref="WheelTimer.OnDue"/> of the same timer, the earlier of this time and its answer stands:
    /// a needless look costs little, a missed deadline much.
    /// </remarks>
    internal void Arm(WheelTimer timer, TimeSpan due)
    {
        if (due == Timeout.InfiniteTimeSpan)
        {
            Cancel(timer);
            return;
        }

        lock (_gate)
        {
            if (_disposed) return;
            Unlink(timer);
            Place(timer, Now + Units(due));
        }
    }

    /// <summary>Sees to it that the timer is not called any more. A call that runs may finish; its answer counts for nothing.</summary>
    internal void Cancel(WheelTimer timer)
    {
        lock (_gate)
        {
            Unlink(timer);
            timer.WheelState = WheelTimerState.Idle;
            timer.WheelCancelled = timer.WheelRunning;
        }
    }

    /// <summary>Stops the clock; no call starts afterwards.</summary>
    public void Dispose()
    {
        lock (_gate) _disposed = true;
        _ticker.Dispose();
    }

    /// <summary>Stops the clock and waits for a tick that runs.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate) _disposed = true;
        return _ticker.DisposeAsync();
    }

    private void Place(WheelTimer timer, long due)
    {
        if (!_ticking)
        {
            _ticking = true;
            _lastTick = Now / _tickLength;
            _ticker.Change(Tick, Tick);
        }

        // Never behind the slot where the next sweep begins: it would be found a whole turn later.
        var head = _slots[Math.Max(due / _tickLength, _lastTick) & (SlotCount - 1)];
        var last = head.WheelPrevious!;
        timer.WheelDue = due;
        timer.WheelState = WheelTimerState.Armed;
        timer.WheelNext = head;
        timer.WheelPrevious = last;
        last.WheelNext = timer;
        head.WheelPrevious = timer;
        _armed++;
    }

    private void Unlink(WheelTimer timer)
    {
        if (timer.WheelNext is not { } next) return;
        var previous = timer.WheelPrevious!;
        previous.WheelNext = next;
        next.WheelPrevious = previous;
        timer.WheelNext = timer.WheelPrevious = null;
        _armed--;
    }

    // In whole numbers and rounded up, so that nothing is ever early. What is overdue is due now.
    private long Units(TimeSpan span)
    {
        if (span <= TimeSpan.Zero) return 0;
        var ticks = Math.Min(span.Ticks, Longest.Ticks);
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        return (seconds * _frequency) + (((rest * _frequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
    }

    // A timer captures the execution context of its maker, and the maker may be somebody's request.
    private ITimer CreateTicker(TimeProvider time)
    {
        var suppressed = ExecutionContext.IsFlowSuppressed();
        if (!suppressed) ExecutionContext.SuppressFlow();
        try
        {
            return time.CreateTimer(static wheel => ((TimerWheel)wheel!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (!suppressed) ExecutionContext.RestoreFlow();
        }
    }

    private sealed class Head : WheelTimer
    {
        internal override TimeSpan OnDue(long now) => Timeout.InfiniteTimeSpan;
    }
}
