namespace Wava.Broker.Handlers;

/// <summary>Remembers whether a handler keeps its thread for long, so that the reading threads are spared of it.</summary>
internal sealed class HandlerPace
{
    /// <summary>How long a handler may keep a thread before it counts as slow.</summary>
    public static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(20);

    /// <summary>How many times it has to be quick until it is trusted again: the first call of many a handler is slow, and no other.</summary>
    private const int Amends = 64;

    private int _owed;

    /// <summary>Whether it was slow lately.</summary>
    public bool IsSlow => Volatile.Read(ref _owed) > 0;

    /// <summary>Takes note of how long it kept its thread. Two at a time may miscount, which does no harm.</summary>
    public void Note(TimeSpan kept)
    {
        int owed = Volatile.Read(ref _owed);
        if (kept >= Quick) Volatile.Write(ref _owed, Amends);
        else if (owed > 0) Volatile.Write(ref _owed, owed - 1);
    }
}
