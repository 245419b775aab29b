using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Channels;

/// <summary>Sends what the server itself has to say to whoever serves its destination.</summary>
internal sealed class Publisher(IEnumerable<IPublishRoute> routes)
{
    private readonly IPublishRoute[] _routes = [.. routes];

    /// <summary>Whether anybody serves the destination.</summary>
    public bool Covers(ReadOnlySpan<byte> destination) => Find(destination) is not null;

    /// <summary>Sends a message. Completed: it has its place in the destination's order.</summary>
    public ValueTask PublishAsync(Message message, StompSession? sender, CancellationToken stop)
    {
        IPublishRoute route = Find(message.DestinationOctets)
            ?? throw new StompException("Unknown destination", $"{message.Destination} lies outside all prefixes that the broker serves.");
        return route.PublishAsync(message, sender, stop);
    }

    private IPublishRoute? Find(ReadOnlySpan<byte> destination)
    {
        foreach (IPublishRoute route in _routes)
        {
            if (route.Covers(destination)) return route;
        }

        return null;
    }
}
