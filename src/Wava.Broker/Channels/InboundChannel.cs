using Wava.Broker.Security;

namespace Wava.Broker.Channels;

/// <summary>The way of clients' frames: past the interceptors and the guard, to the first route that covers their destination.</summary>
internal sealed class InboundChannel(
    IEnumerable<IMessageRoute> routes, IEnumerable<IInboundInterceptor>? interceptors = null, IDestinationGuard? guard = null)
{
    private readonly IMessageRoute[] _routes = [.. routes];
    private readonly IInboundInterceptor[] _interceptors = [.. interceptors ?? []];

    /// <summary>Whether anybody stands in the way; else nothing need be made for a frame to pass.</summary>
    public bool IsIntercepted => _interceptors.Length > 0;

    /// <summary>Who decides what clients may do; null: nobody.</summary>
    public IDestinationGuard? Guard { get; } = guard;

    /// <summary>The route of a destination, or null when it lies outside all prefixes.</summary>
    public IMessageRoute? Find(ReadOnlySpan<byte> destination)
    {
        foreach (IMessageRoute route in _routes)
        {
            if (route.Covers(destination)) return route;
        }

        return null;
    }

    /// <summary>Leads a frame past the interceptors to <paramref name="end"/>.</summary>
    public ValueTask PassAsync(InboundContext context, InboundDelegate end)
    {
        InboundDelegate next = end;
        for (int i = _interceptors.Length - 1; i >= 0; i--)
        {
            IInboundInterceptor interceptor = _interceptors[i];
            InboundDelegate after = next;
            next = passed => interceptor.InvokeAsync(passed, after);
        }

        return next(context);
    }
}
