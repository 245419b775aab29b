using Microsoft.Extensions.Logging;
using Wava.Broker.Channels;
using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

internal sealed partial class UserRoute
{
    /// <summary>Takes a client's message to a user. One that it sends to its own user, or its own session, reaches that session only.</summary>
    public async ValueTask SendAsync(StompSession session, Message message, CancellationToken stop)
    {
        _channel.ThrowIfClosed();
        byte[] heard = _addressing.Split(message.DestinationOctets, out string name);
        bool own = name == session.Id || name == _names.Of(session);
        // The name of a session is its client's secret: no other client can send to it, not even one that got to know it.
        await PassAsync(own ? null : name, own ? session.Id : null, message.Readdress(heard, default), session, stop);
    }

    /// <summary>Takes the application's message to a user, or to the session of that id when no user of that name listens.</summary>
    public async ValueTask PublishAsync(Message message, StompSession? sender, CancellationToken stop)
    {
        _channel.ThrowIfClosed();
        byte[] heard = _addressing.Split(message.DestinationOctets, out string name);
        bool isSession = !_addressees.HasUser(name) && _addressees.HasSession(name);
        await PassAsync(isSession ? null : name, isSession ? name : null, message.Readdress(heard, default), sender, stop);
    }

    public ValueTask<int> SendToUserAsync(string user, Message message, StompSession? sender, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        _channel.ThrowIfClosed();
        if (!UserName.TryNormalize(user, out string? name)) throw new StompException("Bad user name", "A user's name has no control characters, and is valid Unicode.");
        ThrowIfUnheard(message);
        return PassAsync(name, null, message, sender, stop);
    }

    public ValueTask<int> SendToSessionAsync(string sessionId, Message message, StompSession? sender, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        _channel.ThrowIfClosed();
        ThrowIfUnheard(message);
        return PassAsync(null, sessionId, message, sender, stop);
    }

    private ValueTask<int> PassAsync(string? user, string? sessionId, Message message, StompSession? sender, CancellationToken stop) => _channel.IsIntercepted
        ? PassInterceptorsAsync(new BrokerContext(message, sender, stop) { User = user, SessionId = sessionId })
        : new ValueTask<int>(Deliver(user, sessionId, message));

    private async ValueTask<int> PassInterceptorsAsync(BrokerContext context)
    {
        await _channel.PassAsync(context, _end);
        return context.Reached;
    }

    private ValueTask Arrive(BrokerContext context)
    {
        ThrowIfUnheard(context.Message);
        context.Reached += Deliver(context.User, context.SessionId, context.Message);
        return default;
    }

    private int Deliver(string? user, string? sessionId, Message message)
    {
        // One that has gone out before, to another user for instance, has its number in its octets, which may still be on their way.
        if (message.Sequence != 0) message = message.Readdress(message.DestinationOctets.ToArray(), default);
        int took = sessionId is null ? _addressees.DeliverToUser(user!, message) : _addressees.DeliverToSession(sessionId, message);
        if (took > 0) return took;
        _metrics.UserMessageUnrouted();
        if (_logger.IsEnabled(LogLevel.Debug)) LogUnrouted(_logger, user, sessionId, message.Destination);
        return 0;
    }

    private void ThrowIfUnheard(Message message)
    {
        if (DestinationPattern.IsPattern(message.DestinationOctets))
            throw new StompException("Cannot send to a pattern", "A destination with '*' stands for many. It can be subscribed to, not sent to.");
        if (_addressing.CanBeHeard(message.DestinationOctets)) return;
        throw new StompException(
            "Unknown destination",
            $"A user's clients can listen to {Prefix}, followed by a destination under one of the broker's prefixes; {message.Destination} is nothing of the kind.");
    }
}
