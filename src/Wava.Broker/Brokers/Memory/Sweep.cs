namespace Wava.Broker.Brokers.Memory;

/// <summary>Does something again and again for as long as there is a reason to; costs nothing while there is none.</summary>
internal sealed class Sweep : IDisposable
{
    private readonly Func<bool> _run;
    private readonly TimeSpan _period;
    private readonly ITimer _timer;

    /// <param name="time">The clock.</param>
    /// <param name="period">How long to wait between two runs.</param>
    /// <param name="run">What is done. False: there is nothing left to wait for.</param>
    public Sweep(TimeProvider time, TimeSpan period, Func<bool> run)
    {
        _run = run;
        _period = period;
        _timer = time.CreateTimer(static state => ((Sweep)state!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called when the first thing to wait for has come. Once too often does no harm.</summary>
    public void Arm() => _timer.Change(_period, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    // Whoever adds the first thing after the last look of a run arms the timer itself: no run is ever missed.
    private void Run()
    {
        if (_run()) Arm();
    }
}
