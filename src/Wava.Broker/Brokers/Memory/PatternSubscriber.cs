using Wava.Broker.Destinations;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

/// <summary>A subscription to many topics at once.</summary>
/// <remarks>
/// Many destinations, and so many locks, deliver to it. A publisher may have found it just before it ended; its own
/// lock sees to it that nothing is delivered once <see cref="End"/> has returned.
/// </remarks>
internal sealed class PatternSubscriber(Subscription subscriber, DestinationPattern pattern)
{
    private readonly Lock _gate = new();
    // Topics may remember this object for longer than its client stays; the session must not stay with it.
    private Subscription? _subscription = subscriber;

    public DestinationPattern Pattern { get; } = pattern;

    public void Deliver(Message message)
    {
        lock (_gate)
        {
            if (_subscription is { } subscription && subscription.Wants(message)) subscription.Deliver(message);
        }
    }

    public void End()
    {
        lock (_gate) _subscription = null;
    }
}
