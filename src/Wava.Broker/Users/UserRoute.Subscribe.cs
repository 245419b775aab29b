using Wava.Broker.Destinations;
using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

internal sealed partial class UserRoute
{
    public ValueTask<SubscribeResult> SubscribeAsync(Subscription subscription, CancellationToken stop)
    {
        _channel.ThrowIfClosed();
        if (!_addressing.CanBeHeard(subscription.DestinationOctets))
        {
            throw new StompException(
                "Unknown destination",
                $"A client listens to what is sent to itself and names nobody: it subscribes to {Prefix}/queue/news, for instance. "
                + $"What follows {Prefix} must lie under one of the broker's prefixes; in {subscription.Destination} it does not.");
        }

        DestinationPattern? pattern = DestinationPattern.IsPattern(subscription.DestinationOctets) ? ReadPattern(subscription) : null;
        // Nothing is kept of what was sent to a user: whoever asks for it must know that there may be a gap.
        bool asked = subscription.Replay is not null;
        if (asked) subscription.MarkUnrecovered();
        var listener = new UserListener(subscription, pattern);
        subscription.BrokerState = listener;
        _addressees.Add(listener);
        return new ValueTask<SubscribeResult>(new SubscribeResult(asked ? false : null, null));
    }

    public ValueTask UnsubscribeAsync(Subscription subscription)
    {
        if (subscription.BrokerState is not UserListener listener) return default;
        subscription.BrokerState = null;
        _addressees.Remove(listener);
        return default;
    }

    private DestinationPattern ReadPattern(Subscription subscription)
    {
        if (!_allowWildcards)
            throw new StompException("Patterns are not allowed", "This server does not let a subscription name many destinations by '*'. Subscribe to each of them.");
        if (!DestinationPattern.TryParse(subscription.Destination, _addressing.Separator, out DestinationPattern? pattern, out string? error))
            throw new StompException("Not a pattern", error);
        if (subscription.Replay is not null)
            throw new StompException("Replay needs one destination", "wava-replay and wava-since cannot be used with a pattern: each destination has a history of its own. Subscribe to one destination.");
        return pattern;
    }
}
