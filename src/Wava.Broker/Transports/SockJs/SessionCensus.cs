using System.Collections.Concurrent;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Counts the sessions of each user and of each address: one that is made by a single request, and costs its maker nothing, must have a bound.</summary>
internal sealed class SessionCensus
{
    private readonly ConcurrentDictionary<string, int> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _addresses = new(StringComparer.Ordinal);

    /// <summary>Counts one more. False, and nothing is counted: there are enough of this user or from this address.</summary>
    public bool TryEnter(string? user, string? address, SockJsOptions options)
    {
        if (!TryAdd(_users, user, options.MaxSessionsPerUser)) return false;
        if (TryAdd(_addresses, address, options.MaxSessionsPerAddress)) return true;
        Remove(_users, user);
        return false;
    }

    /// <summary>Counts one less.</summary>
    public void Leave(string? user, string? address)
    {
        Remove(_users, user);
        Remove(_addresses, address);
    }

    private static bool TryAdd(ConcurrentDictionary<string, int> counts, string? whose, int most)
    {
        if (whose is null) return true;
        if (counts.AddOrUpdate(whose, 1, static (_, count) => count + 1) <= most || most == 0) return true;
        Remove(counts, whose);
        return false;
    }

    private static void Remove(ConcurrentDictionary<string, int> counts, string? whose)
    {
        if (whose is null) return;
        int left = counts.AddOrUpdate(whose, 0, static (_, count) => count - 1);
        if (left <= 0) counts.TryRemove(new KeyValuePair<string, int>(whose, left));
    }
}
