using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Channels;

/// <summary>Brings messages to the sessions of one user, or to one session.</summary>
internal interface IUserMessenger
{
    /// <summary>What all user destinations begin with: <c>/user</c>.</summary>
    string Prefix { get; }

    /// <summary>The name by which a session's user is addressed, or null when the user is not known.</summary>
    string? NameOf(StompSession session) => session.User?.Identity?.Name;

    /// <summary>Sends to all sessions of a user. The message's destination is the one that its clients subscribe to: <c>/user/queue/news</c>.</summary>
    /// <returns>How many subscriptions took it.</returns>
    ValueTask<int> SendToUserAsync(string user, Message message, StompSession? sender, CancellationToken stop);

    /// <summary>Sends to one session. The message's destination is the one that its client subscribes to.</summary>
    /// <returns>How many subscriptions took it.</returns>
    ValueTask<int> SendToSessionAsync(string sessionId, Message message, StompSession? sender, CancellationToken stop);
}
