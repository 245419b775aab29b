using System.Diagnostics;

namespace Wava.Testing;

/// <summary>Waits for what another thread or another process is about to do, without guessing how long it takes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the condition holds and fails with the reason when it does not within the time (10 s unless told).</summary>
    /// <exception cref="EventuallyException">The condition did not come to hold.</exception>
    public static Task IsTrue(Func<bool> condition, string because, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return IsTrue(() => Task.FromResult(condition()), because, within);
    }

    /// <summary>Waits until the awaited condition holds and fails with the reason when it does not (after 10 s unless told).</summary>
    /// <exception cref="EventuallyException">The condition did not come to hold.</exception>
    public static async Task IsTrue(Func<Task<bool>> condition, string because, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var limit = within ?? Patience;
        var watch = Stopwatch.StartNew();
        for (var pause = 1; !await condition(); pause = Math.Min(pause * 2, 50))
        {
            if (watch.Elapsed >= limit)
                throw new EventuallyException($"Within {limit.TotalSeconds:0.###} s it did not come about that {because}.");
            await Task.Delay(pause);
        }
    }
}
