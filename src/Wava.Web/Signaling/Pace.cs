namespace Wava.Web.Signaling;

/// <summary>Lets something happen so many times a second in the long run, and more often for a while after a rest.</summary>
/// <param name="perSecond">How many a second.</param>
/// <param name="burst">How many at once.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = burst;
    private long _at = time.GetTimestamp();

    /// <summary>Takes one of what may happen now; false when nothing may.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (Refill() < 1) return false;
            _left--;
            return true;
        }
    }

    /// <summary>How long to wait until the next may happen.</summary>
    public TimeSpan Wait()
    {
        lock (_gate) return TimeSpan.FromSeconds(Math.Max(0, (1 - Refill()) / perSecond));
    }

    private double Refill()
    {
        long now = time.GetTimestamp();
        _left = Math.Min(burst, _left + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
        return _left;
    }
}
