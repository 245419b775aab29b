namespace Wava.Broker.Channels;

/// <summary>Where a client's frames go: to the first route that covers their destination.</summary>
internal sealed class InboundChannel(IEnumerable<IMessageRoute> routes)
{
    private readonly IMessageRoute[] _routes = [.. routes];

    /// <summary>The route of a destination, or null when it lies outside all prefixes.</summary>
    public IMessageRoute? Find(ReadOnlySpan<byte> destination)
    {
        foreach (IMessageRoute route in _routes)
        {
            if (route.Covers(destination)) return route;
        }

        return null;
    }
}
