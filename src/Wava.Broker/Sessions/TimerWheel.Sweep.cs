using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Wava.Broker.Sessions;

internal sealed partial class TimerWheel
{
    // One tick. Ticks that come while one still runs are left out: the next one catches up.
    private void Sweep()
    {
        long now;
        lock (_gate)
        {
            if (_disposed || _sweeping) return;
            _sweeping = true;
            now = Now;
            Collect(now);
        }

        // The batch holds its own due times: those in the timers may change from here on.
        if (_batch.Count > 1) _batch.Sort(static (a, b) => a.Due.CompareTo(b.Due));
        foreach (ref readonly var entry in CollectionsMarshal.AsSpan(_batch)) Run(entry.Timer, now);
        _batch.Clear();

        lock (_gate)
        {
            _sweeping = false;
            if (_armed > 0 || _disposed) return;
            _ticking = false;
            _ticker.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Collect(long now)
    {
        var thisTick = now / _tickLength;
        var first = Math.Max(_lastTick, thisTick - SlotCount + 1);
        _lastTick = thisTick;
        for (var tick = first; tick <= thisTick; tick++)
        {
            var head = _slots[tick & (SlotCount - 1)];
            for (var timer = head.WheelNext!; timer != head;)
            {
                var next = timer.WheelNext!;
                if (timer.WheelDue <= now)
                {
                    Unlink(timer);
                    timer.WheelState = WheelTimerState.Taken;
                    _batch.Add((timer.WheelDue, timer));
                }

                timer = next;
            }
        }
    }

    private void Run(WheelTimer timer, long now)
    {
        lock (_gate)
        {
            // Cancelled or armed anew since it was taken.
            if (timer.WheelState != WheelTimerState.Taken || _disposed) return;
            timer.WheelState = WheelTimerState.Idle;
            timer.WheelRunning = true;
            timer.WheelCancelled = false;
        }

        var again = Timeout.InfiniteTimeSpan;
        try
        {
            again = timer.OnDue(now);
        }
#pragma warning disable CA1031 // One session's fault must not stop the clock of all others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Faulted(_logger, timer.GetType().Name, fault);
        }

        lock (_gate)
        {
            timer.WheelRunning = false;
            if (timer.WheelCancelled || _disposed || again == Timeout.InfiniteTimeSpan) return;
            var due = now + Units(again);
            if (timer.WheelState == WheelTimerState.Armed && timer.WheelDue <= due) return;
            Unlink(timer);
            Place(timer, due);
        }
    }

    [LoggerMessage(3900, LogLevel.Error, "A timer of type {Type} failed and is not called again.")]
    private static partial void Faulted(ILogger logger, string type, Exception fault);
}
