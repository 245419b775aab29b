namespace Wava.Broker.Transports.SockJs;

/// <summary>Adds up what waits for all SockJS clients together, so that many sessions that nobody reads are bounded as one is.</summary>
internal sealed class WaitingBudget(long limit)
{
    private long _total;

    public long Total => Volatile.Read(ref _total);

    /// <summary>Whether no session may have more than one message wait.</summary>
    public bool IsSpent => Total > limit;

    public void Add(long octets) => Interlocked.Add(ref _total, octets);
}
