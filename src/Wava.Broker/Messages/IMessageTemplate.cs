namespace Wava.Broker.Messages;

/// <summary>Sends messages from anywhere in the application: to a destination, to a user, to one session.</summary>
/// <remarks>
/// A payload is turned into a body by its type, as a handler's return value is: octets stay octets, a string becomes <c>text/plain</c>, everything
/// else JSON, unless a converter of your own takes it or the headers name another <c>content-type</c>.
/// </remarks>
public interface IMessageTemplate
{
    /// <summary>Sends a message to everybody who listens to a destination. Completed: it has its place in the destination's order.</summary>
    /// <param name="destination">For instance <c>/topic/news</c>, or <c>/user/ann/queue/news</c>.</param>
    /// <param name="payload">The body, before its conversion.</param>
    /// <param name="headers">Headers of your own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StompException">The destination is nobody's, or the broker does not take the message; see the derived types.</exception>
    ValueTask SendAsync<T>(string destination, T payload, IEnumerable<KeyValuePair<string, string>>? headers = null, CancellationToken cancellationToken = default);

    /// <summary>Sends several messages to a destination, in order. Costs less than one by one: what goes to the same client goes out with one write.</summary>
    /// <param name="destination">As for a single one.</param>
    /// <param name="payloads">The bodies, before their conversion.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StompException">One was not taken. Those before it are sent, those after it are not.</exception>
    ValueTask SendAllAsync<T>(string destination, IEnumerable<T> payloads, CancellationToken cancellationToken = default);

    /// <summary>Sends a message that is encoded already to its destination.</summary>
    ValueTask SendAsync(Message message, CancellationToken cancellationToken = default);

    /// <summary>Sends a message to all sessions of a user.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="destination">What the user's clients listen to, without the user prefix: <c>/queue/news</c> for those that subscribed to <c>/user/queue/news</c>.</param>
    /// <param name="payload">The body, before its conversion.</param>
    /// <param name="headers">Headers of your own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many subscriptions took it; 0 when the user is not connected here, or does not listen.</returns>
    ValueTask<int> SendToUserAsync<T>(string user, string destination, T payload, IEnumerable<KeyValuePair<string, string>>? headers = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a message to one session, whether its user is known or not.</summary>
    /// <param name="sessionId">The session's id (<c>StompSession.Id</c>).</param>
    /// <param name="destination">What its client listens to, without the user prefix.</param>
    /// <param name="payload">The body, before its conversion.</param>
    /// <param name="headers">Headers of your own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many subscriptions took it; 0 when the session is gone, or does not listen.</returns>
    ValueTask<int> SendToSessionAsync<T>(string sessionId, string destination, T payload, IEnumerable<KeyValuePair<string, string>>? headers = null, CancellationToken cancellationToken = default);
}
