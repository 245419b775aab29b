using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Wava.Broker.Destinations;
using Wava.Broker.Diagnostics;
using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>Keeps the connected users by name. Sessions of unknown users are not listed, but what they listen to is found.</summary>
internal sealed partial class UserRegistry(SessionRegistry sessions, UserNames names, LogBudget budget, ILogger<UserRegistry> logger) : IUserRegistry, ISessionObserver
{
    private readonly ConcurrentDictionary<string, UserEntry> _users = new(StringComparer.Ordinal);

    // Whoever came by a name goes by it, whatever the name's provider says then.
    private readonly ConcurrentDictionary<StompSession, UserEntry> _entries = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<ConnectedUser> Users
    {
        get
        {
            foreach ((_, UserEntry entry) in _users)
            {
                if (entry.Snapshot is { } user) yield return user;
            }
        }
    }

    public ConnectedUser? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return UserName.TryNormalize(name, out string? normal) && _users.TryGetValue(normal, out UserEntry? entry) ? entry.Snapshot : null;
    }

    public IReadOnlyList<Subscription> FindSubscriptions(Func<Subscription, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var found = new List<Subscription>();
        foreach (StompSession session in sessions.All)
        {
            foreach (Subscription subscription in session.Subscriptions)
            {
                if (condition(subscription)) found.Add(subscription);
            }
        }

        return found;
    }

    public void Connected(StompSession session)
    {
        if (names.Of(session) is not { } name)
        {
            if (names.IsUnusable(session) && budget.Allows()) LogUnusable(logger, session.Id);
            return;
        }

        UserEntry entry = _users.GetOrAdd(name, static name => new UserEntry(name));
        while (!entry.TryAdd(session, ref _count))
        {
            _users.TryRemove(KeyValuePair.Create(name, entry));
            entry = _users.GetOrAdd(name, static name => new UserEntry(name));
        }

        _entries[session] = entry;
    }

    public void Ended(StompSession session)
    {
        if (!_entries.TryRemove(session, out UserEntry? entry) || !entry.Remove(session, ref _count)) return;
        _users.TryRemove(KeyValuePair.Create(entry.Name, entry));
    }

    [LoggerMessage(EventIds.UserNameUnusable, LogLevel.Warning, "The user of session {Session} has a name with control characters or broken Unicode: nothing can be sent to that user by name.")]
    private static partial void LogUnusable(ILogger logger, string session);
}
