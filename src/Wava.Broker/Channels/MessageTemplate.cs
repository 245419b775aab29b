using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Channels;

/// <summary>What the application sends: encoded, checked, and handed to whoever serves the destination.</summary>
/// <param name="converters">Make bodies of payloads.</param>
/// <param name="publisher">Knows who serves a destination.</param>
/// <param name="users">Brings messages to users and sessions.</param>
/// <param name="channel">Says when the broker does not run.</param>
/// <param name="maxDestinationLength">The most octets that a destination may have: nobody could listen to a longer one.</param>
/// <param name="separator">'/', or '.' where both separate.</param>
internal sealed class MessageTemplate(
    MessageConverters converters, Publisher publisher, IUserMessenger users, BrokerChannel channel, int maxDestinationLength, char separator) : IMessageTemplate
{
    /// <summary>How much is held back at most: a client that reads must never look like one that does not.</summary>
    private const int OctetsTogether = 32 * 1024;

    public ValueTask SendAsync<T>(string destination, T payload, IEnumerable<KeyValuePair<string, string>>? headers = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        channel.ThrowIfClosed();
        return PublishAsync(converters.Encode(destination, payload, headers), cancellationToken);
    }

    public async ValueTask SendAllAsync<T>(string destination, IEnumerable<T> payloads, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        ArgumentNullException.ThrowIfNull(payloads);
        using IEnumerator<T> rest = payloads.GetEnumerator();
        while (SendTogether(destination, rest, cancellationToken) is { } waiting) await waiting;
    }

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        channel.ThrowIfClosed();
        // One that has gone out before has its number in its octets, which may still be on their way: it goes out again as a copy.
        return PublishAsync(message.Sequence == 0 ? message : message.Readdress(message.DestinationOctets.ToArray(), default), cancellationToken);
    }

    public ValueTask<int> SendToUserAsync<T>(
        string user, string destination, T payload, IEnumerable<KeyValuePair<string, string>>? headers = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        return users.SendToUserAsync(user, EncodeForUser(destination, payload, headers), null, cancellationToken);
    }

    public ValueTask<int> SendToSessionAsync<T>(
        string sessionId, string destination, T payload, IEnumerable<KeyValuePair<string, string>>? headers = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        return users.SendToSessionAsync(sessionId, EncodeForUser(destination, payload, headers), null, cancellationToken);
    }

    /// <summary>Sends, with one flush for each client, until there is something to wait for or enough is together. Null: all is sent.</summary>
    private ValueTask? SendTogether<T>(string destination, IEnumerator<T> rest, CancellationToken stop)
    {
        FlushBatch.Open();
        try
        {
            for (int octets = 0; octets < OctetsTogether;)
            {
                if (!rest.MoveNext()) return null;
                channel.ThrowIfClosed();
                Message message = converters.Encode(destination, rest.Current, null);
                octets += message.TailSize;
                ValueTask sent = PublishAsync(message, stop);
                if (!sent.IsCompletedSuccessfully) return sent;
            }

            return default(ValueTask);
        }
        finally
        {
            FlushBatch.Close();
        }
    }

    private ValueTask PublishAsync(Message message, CancellationToken stop)
    {
        ThrowIfBad(message);
        return publisher.PublishAsync(message, null, stop);
    }

    private Message EncodeForUser<T>(string destination, T payload, IEnumerable<KeyValuePair<string, string>>? headers)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        channel.ThrowIfClosed();
        Message message = converters.Encode(IsForUser(destination) ? destination : users.Prefix + destination, payload, headers);
        ThrowIfBad(message);
        return message;
    }

    /// <summary>Whether the destination is given as clients see it, with the user prefix.</summary>
    private bool IsForUser(string destination) =>
        destination.StartsWith(users.Prefix, StringComparison.Ordinal)
        && destination.Length > users.Prefix.Length && (destination[users.Prefix.Length] == '/' || destination[users.Prefix.Length] == separator);

    // The octets are looked at, not the text: they are there already.
    private void ThrowIfBad(Message message)
    {
        if (DestinationName.Validate(message.DestinationOctets, maxDestinationLength, separator) is { } problem) throw new StompException("Bad destination", problem);
        if (DestinationPattern.IsPattern(message.DestinationOctets))
            throw new StompException("Cannot send to a pattern", "A destination with '*' stands for many. It can be subscribed to, not sent to.");
    }
}
