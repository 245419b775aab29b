using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>Who is on: the users that are connected to this server, their sessions and what they listen to.</summary>
public interface IUserRegistry
{
    /// <summary>How many users are connected.</summary>
    int Count { get; }

    /// <summary>All users that are connected, as they are while one looks.</summary>
    IEnumerable<ConnectedUser> Users { get; }

    /// <summary>The user of that name, or null when not connected.</summary>
    ConnectedUser? Find(string name);

    /// <summary>All subscriptions, of unknown users too, that meet a condition.</summary>
    IReadOnlyList<Subscription> FindSubscriptions(Func<Subscription, bool> condition);
}
