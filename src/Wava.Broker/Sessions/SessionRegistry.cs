using System.Collections.Concurrent;

namespace Wava.Broker.Sessions;

/// <summary>All sessions there are.</summary>
internal sealed class SessionRegistry : ISessionRegistry
{
    private readonly ConcurrentDictionary<string, StompSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>How many connections there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>All sessions, as they are while one looks, those included that have not said CONNECT yet.</summary>
    public IEnumerable<StompSession> All => _sessions.Select(each => each.Value);

    public IEnumerable<StompSession> Sessions => All.Where(each => each.IsConnected);

    int ISessionRegistry.Count => Sessions.Count();

    public StompSession? Find(string sessionId)
    {
        ArgumentNullException.ThrowIfNull(sessionId);
        return _sessions.TryGetValue(sessionId, out StompSession? session) && session.IsConnected ? session : null;
    }

    public async Task<bool> DisconnectAsync(string sessionId, string message, string details)
    {
        if (Find(sessionId) is not { } session) return false;
        await session.DisconnectAsync(message, details);
        return true;
    }

    public async Task<int> DisconnectUserAsync(string user, string message, string details)
    {
        ArgumentNullException.ThrowIfNull(user);
        int count = 0;
        foreach (StompSession session in Sessions.Where(each => each.User?.Identity?.Name == user))
        {
            await session.DisconnectAsync(message, details);
            count++;
        }

        return count;
    }

    internal void Add(StompSession session) => _sessions[session.Id] = session;

    internal void Remove(StompSession session) => _sessions.TryRemove(session.Id, out _);
}
