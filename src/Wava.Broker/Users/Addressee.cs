using Wava.Broker.Messages;

namespace Wava.Broker.Users;

/// <summary>Somebody whom messages can be addressed to: a user, with all sessions that listen, or the one session of an unknown user. Guarded by its lock.</summary>
internal sealed class Addressee(string? name)
{
    private readonly List<ListeningSession> _sessions = new(1);

    /// <summary>The user's name; null when unknown.</summary>
    public string? Name { get; } = name;

    public Lock Gate { get; } = new();

    /// <summary>Whether the table has let go of it: a session that wants to join must look again.</summary>
    public bool Removed { get; set; }

    public bool IsIdle => _sessions.Count == 0;

    public void Add(ListeningSession session)
    {
        session.Index = _sessions.Count;
        _sessions.Add(session);
    }

    /// <summary>Takes a session out: the last one takes its place.</summary>
    public void Remove(ListeningSession session)
    {
        ListeningSession last = _sessions[^1];
        _sessions[session.Index] = last;
        last.Index = session.Index;
        _sessions.RemoveAt(_sessions.Count - 1);
        if (_sessions.Capacity > 64 && _sessions.Count < _sessions.Capacity / 4) _sessions.Capacity /= 2;
    }

    /// <summary>Delivers a message to all sessions, and counts the subscriptions that took it.</summary>
    public int Deliver(Message message)
    {
        int took = 0;
        foreach (ListeningSession session in _sessions) took += session.Deliver(message);
        return took;
    }
}
