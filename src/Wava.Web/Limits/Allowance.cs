namespace Wava.Web.Limits;

/// <summary>Lets each key pass so many times in a while: a bucket of tokens for each, which fills again evenly.</summary>
/// <remarks>Of a bucket only the moment is kept at which it will be full again: that says how much is in it now.</remarks>
internal sealed class Allowance(int times, TimeSpan within, int remembered, TimeProvider time)
{
    private readonly RecentKeys<long> _fullAt = new(remembered);
    private readonly long _each = (long)(within.TotalSeconds * time.TimestampFrequency / times);
    private readonly Lock _gate = new();

    /// <summary>Takes one token of the key's bucket.</summary>
    /// <returns>Null, or how long it takes until there is one.</returns>
    public TimeSpan? Take(string key)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            long fullAt = _fullAt.TryGet(key, out long known) ? Math.Max(known, now) : now;
            long tooMuch = fullAt - now + _each - (_each * times);
            if (tooMuch > 0) return TimeSpan.FromSeconds((double)tooMuch / time.TimestampFrequency);
            _fullAt.Set(key, fullAt + _each);
            return null;
        }
    }

    /// <summary>Puts a token back: what it was taken for turned out to be harmless.</summary>
    public void GiveBack(string key)
    {
        lock (_gate)
        {
            if (_fullAt.TryGet(key, out long fullAt)) _fullAt.Set(key, fullAt - _each);
        }
    }
}
