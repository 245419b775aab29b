using System.Collections.Concurrent;

namespace Wava.Broker.Sessions;

/// <summary>All sessions there are.</summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, StompSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>How many connections there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>All sessions, as they are while one looks.</summary>
    public IEnumerable<StompSession> All => _sessions.Select(each => each.Value);

    internal void Add(StompSession session) => _sessions[session.Id] = session;

    internal void Remove(StompSession session) => _sessions.TryRemove(session.Id, out _);
}
