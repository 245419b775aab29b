using Wava.Broker.Channels;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers;

/// <summary>Hands the frames of everything under the broker's prefixes to the broker.</summary>
internal sealed class BrokerRoute : IMessageRoute
{
    private readonly IMessageBroker _broker;
    private readonly DestinationPrefix[] _prefixes;

    public BrokerRoute(IMessageBroker broker, IEnumerable<string> prefixes, char separator = '/')
    {
        _broker = broker;
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

    public ValueTask SendAsync(StompSession session, Message message, CancellationToken stop) => _broker.PublishAsync(message, stop);

    public ValueTask<SubscribeResult> SubscribeAsync(Subscription subscription, CancellationToken stop) =>
        _broker.SubscribeAsync(subscription, stop);

    public ValueTask UnsubscribeAsync(Subscription subscription) => _broker.UnsubscribeAsync(subscription);
}
