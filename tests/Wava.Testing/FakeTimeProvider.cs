namespace Wava.Testing;

/// <summary>A clock that stands still until a test moves it, with timers that fire while it is moved and at no other time.</summary>
/// <remarks>
/// Timers run on the thread that moves the clock, in order of their due times, and each sees the clock at exactly its due time.
/// A callback may create, change and dispose timers, its own included, and may move the clock itself. A timer that is due at once
/// fires with the next move, be it one of <see cref="TimeSpan.Zero"/>. All members may be used from any thread.
/// </remarks>
public sealed class FakeTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<FakeTimer> _timers = new(
        Comparer<FakeTimer>.Create(static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order)));

    private DateTimeOffset _wallStart = start ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _now;
    private long _order;

    /// <summary>How many timers wait to fire.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate) return _timers.Count;
        }
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _wallStart.AddTicks(_now);
    }

    // Not zero at the start: code that takes a default for a moment shall not get away with it.
    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate) return _now + TimeSpan.TicksPerDay;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on and fires on the way whatever is due; periodic timers as often as their period fits in.</summary>
    public void Advance(TimeSpan by) => Move(by, inSteps: true);

    /// <summary>Moves the clock as a process sees it that was stopped meanwhile: every overdue timer fires once, late.</summary>
    public void Jump(TimeSpan by) => Move(by, inSteps: false);

    /// <summary>Sets the wall clock by so much forth or back, as an administrator may; timestamps and timers do not notice.</summary>
    public void ShiftWallClock(TimeSpan by)
    {
        lock (_gate) _wallStart += by;
    }

    private void Move(TimeSpan by, bool inSteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long target;
        long latest;
        lock (_gate)
        {
            target = _now + by.Ticks;
            latest = _order;
            if (!inSteps) _now = target;
        }

        while (TakeDue(target, inSteps ? long.MaxValue : latest) is { } timer) timer.Fire();
        lock (_gate) _now = Math.Max(_now, target);
    }

    // A jump fires only what was armed before it ("latest"), else a periodic timer would fire again and again.
    private FakeTimer? TakeDue(long target, long latest)
    {
        lock (_gate)
        {
            foreach (var timer in _timers)
            {
                if (timer.Due > target) return null;
                if (timer.Order > latest) continue;
                _timers.Remove(timer);
                _now = Math.Max(_now, timer.Due);
                if (timer.Period > 0) Add(timer, _now + timer.Period);
                return timer;
            }

            return null;
        }
    }

    private void Add(FakeTimer timer, long due)
    {
        timer.Due = due;
        timer.Order = ++_order;
        _timers.Add(timer);
    }

    private sealed class FakeTimer(FakeTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private bool _disposed;

        internal long Due { get; set; }

        internal long Order { get; set; }

        internal long Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
            lock (clock._gate)
            {
                if (_disposed) return false;
                clock._timers.Remove(this);
                Period = Math.Max(0, period.Ticks);
                if (dueTime != Timeout.InfiniteTimeSpan) clock.Add(this, clock._now + dueTime.Ticks);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire()
        {
            if (_context is null) callback(state);
            else ExecutionContext.Run(_context, s => callback(s), state);
        }
    }
}
