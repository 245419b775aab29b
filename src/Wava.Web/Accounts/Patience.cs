using Microsoft.Extensions.Options;
using Wava.Web.Limits;

namespace Wava.Web.Accounts;

/// <summary>Lets each key fail a few times, then makes it wait, twice as long after every further failure. A success makes all forgotten.</summary>
internal sealed class Patience(IOptions<SignInLimitOptions> options, TimeProvider time)
{
    private readonly RecentKeys<(int Failures, DateTimeOffset Until, DateTimeOffset Forgotten)> _known = new(options.Value.Remembered);
    private readonly Lock _gate = new();

    /// <summary>Begins a try, which counts as failed until <see cref="Succeeded"/> says otherwise: so tries at the same time do not go uncounted.</summary>
    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? Begin(string key)
    {
        SignInLimitOptions limits = options.Value;
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (!_known.TryGet(key, out (int Failures, DateTimeOffset Until, DateTimeOffset Forgotten) known) || known.Forgotten <= now) known = default;
            if (known.Until > now) return known.Until - now;
            int failures = known.Failures + 1;
            int doublings = Math.Min(failures - limits.FreeTries, 30);
            TimeSpan wait = doublings < 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(limits.LongestWait.TotalSeconds, limits.FirstWait.TotalSeconds * (1L << doublings)));
            _known.Set(key, (failures, now + wait, now + wait + limits.LongestWait));
            return null;
        }
    }

    public void Succeeded(string key)
    {
        lock (_gate) _known.Remove(key);
    }
}
