using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>One connected user in the registry.</summary>
/// <remarks>
/// What readers get is a snapshot, made when somebody asks and kept until a session comes or goes: reading takes no lock, and a login that thousands
/// of clients share does not copy a list of thousands at each CONNECT.
/// </remarks>
internal sealed class UserEntry(string name)
{
    private readonly Lock _gate = new();
    private readonly List<StompSession> _sessions = new(1);
    private volatile ConnectedUser? _snapshot;
    private bool _gone;

    public string Name { get; } = name;

    /// <summary>The user as of now; null without any session.</summary>
    public ConnectedUser? Snapshot => _snapshot ?? Look();

    /// <summary>Adds a session. False: the user has just gone, and another entry must be made.</summary>
    /// <param name="session">The session.</param>
    /// <param name="users">How many users there are; counted here, so that nobody ever counts one who comes back twice.</param>
    public bool TryAdd(StompSession session, ref int users)
    {
        lock (_gate)
        {
            if (_gone) return false;
            if (_sessions.Count == 0) Interlocked.Increment(ref users);
            _sessions.Add(session);
            _snapshot = null;
            return true;
        }
    }

    /// <summary>Takes a session out. True: it was the last one, and the entry is of no use any more.</summary>
    /// <param name="session">The session.</param>
    /// <param name="users">How many users there are.</param>
    public bool Remove(StompSession session, ref int users)
    {
        lock (_gate)
        {
            _sessions.Remove(session);
            _snapshot = null;
            if (_sessions.Count > 0) return false;
            Interlocked.Decrement(ref users);
            return _gone = true;
        }
    }

    private ConnectedUser? Look()
    {
        lock (_gate) return _sessions.Count == 0 ? null : _snapshot ??= new ConnectedUser(Name, [.. _sessions]);
    }
}
