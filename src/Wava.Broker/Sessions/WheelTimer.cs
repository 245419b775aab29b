namespace Wava.Broker.Sessions;

/// <summary>One entry of the <see cref="TimerWheel"/>: whatever has to be looked at again after a while.</summary>
/// <remarks>
/// The entry carries its own links, so arming it allocates nothing. Two calls of <see cref="OnDue"/> of one timer never overlap.
/// An owner with several deadlines arms the nearest one and lets <see cref="OnDue"/> answer what the next one is: traffic then
/// only writes down when it happened and does not touch the wheel.
/// </remarks>
internal abstract class WheelTimer
{
    // The wheel's own, guarded by its lock. Null links: in no slot.
    internal WheelTimer? WheelNext;
    internal WheelTimer? WheelPrevious;
    internal long WheelDue;
    internal WheelTimerState WheelState;
    internal bool WheelRunning;
    internal bool WheelCancelled;

    /// <summary>Does what is due. Must be short and must not block: all timers of the process share the wheel's thread.</summary>
    /// <param name="now">The timestamp of the tick; what is returned counts from here.</param>
    /// <returns>After which time to be called again, or <see cref="Timeout.InfiniteTimeSpan"/> to stop.</returns>
    internal abstract TimeSpan OnDue(long now);
}

/// <summary>Where a <see cref="WheelTimer"/> stands.</summary>
internal enum WheelTimerState : byte
{
    /// <summary>Nobody waits for it.</summary>
    Idle,

    /// <summary>It stands in a slot of the wheel.</summary>
    Armed,

    /// <summary>It is due and stands in the running tick's batch; it may still be cancelled or armed anew.</summary>
    Taken,
}
