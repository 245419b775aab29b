using Wava.Broker.Channels;
using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers;

/// <summary>Hands everything under the broker's prefixes to the broker, past whoever stands in the broker channel.</summary>
internal sealed class BrokerRoute : IMessageRoute, IPublishRoute
{
    private readonly IMessageBroker _broker;
    private readonly BrokerChannel _channel;
    private readonly BrokerDelegate _end;
    private readonly DestinationPrefix[] _prefixes;

    public BrokerRoute(IMessageBroker broker, BrokerChannel channel, IEnumerable<string> prefixes, char separator = '/')
    {
        _broker = broker;
        _channel = channel;
        _end = context => broker.PublishAsync(context.Message, context.CancellationToken);
        _prefixes = [.. prefixes.Select(prefix => new DestinationPrefix(prefix, separator))];
    }

    public bool Covers(ReadOnlySpan<byte> destination)
    {
        foreach (DestinationPrefix prefix in _prefixes)
        {
            if (prefix.Covers(destination)) return true;
        }

        return false;
    }

    public ValueTask SendAsync(StompSession session, Message message, CancellationToken stop) => PublishAsync(message, session, stop);

    public ValueTask PublishAsync(Message message, StompSession? sender, CancellationToken stop)
    {
        _channel.ThrowIfClosed();
        return _channel.IsIntercepted
            ? _channel.PassAsync(new BrokerContext(message, sender, stop), _end)
            : _broker.PublishAsync(message, stop);
    }

    public ValueTask<SubscribeResult> SubscribeAsync(Subscription subscription, CancellationToken stop)
    {
        _channel.ThrowIfClosed();
        return _broker.SubscribeAsync(subscription, stop);
    }

    public ValueTask UnsubscribeAsync(Subscription subscription) => _broker.UnsubscribeAsync(subscription);
}
