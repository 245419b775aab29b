namespace Wava.Broker.Sessions;

/// <summary>All sessions of this server, those of unknown users included, and the way to end them.</summary>
public interface ISessionRegistry
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>All that are connected, as they are while one looks.</summary>
    IEnumerable<StompSession> Sessions { get; }

    /// <summary>The session of that id, or null when there is none.</summary>
    StompSession? Find(string sessionId);

    /// <summary>Ends a session: its client is told why, then its connection is closed.</summary>
    /// <param name="sessionId">The session's id.</param>
    /// <param name="message">Why, in a few words: the ERROR frame's <c>message</c>.</param>
    /// <param name="details">What a person can do about it: the ERROR frame's body.</param>
    /// <returns>Whether there was such a session. When this completes, no frame of its client is handled any more.</returns>
    Task<bool> DisconnectAsync(string sessionId, string message = "Disconnected by the server", string details = "The server has ended the session.");

    /// <summary>Ends all sessions of a user.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="message">Why, in a few words.</param>
    /// <param name="details">What a person can do about it.</param>
    /// <returns>How many there were. When this completes, no frame of theirs is handled any more.</returns>
    Task<int> DisconnectUserAsync(string user, string message = "Disconnected by the server", string details = "The server has ended the session.");
}
