using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Users;

/// <summary>One subscription to a user destination, or to a pattern of them.</summary>
internal sealed class UserListener(Subscription subscription, DestinationPattern? pattern)
{
    public Subscription Subscription { get; } = subscription;

    /// <summary>Where it is kept; set when it has its place.</summary>
    public ListeningSession? Owner { get; set; }

    /// <summary>Delivers a message if the subscription is meant and wants it. False: it did not take it.</summary>
    public bool Deliver(Message message) => Hears(message.DestinationOctets) && Subscription.Wants(message) && Subscription.Deliver(message);

    private bool Hears(ReadOnlySpan<byte> destination) =>
        pattern is null ? destination.SequenceEqual(Subscription.DestinationOctets) : pattern.Matches(destination);
}
