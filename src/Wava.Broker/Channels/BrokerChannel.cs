namespace Wava.Broker.Channels;

/// <summary>The way of every message to the broker: past the interceptors, and closed while the broker does not run.</summary>
internal sealed class BrokerChannel(IEnumerable<IBrokerInterceptor> interceptors)
{
    private readonly IBrokerInterceptor[] _interceptors = [.. interceptors];
    private volatile string? _closed;

    /// <summary>Whether anybody stands in the way; else a message goes straight on.</summary>
    public bool IsIntercepted => _interceptors.Length > 0;

    /// <summary>Why the channel takes nothing at present, or null.</summary>
    public string? Closed
    {
        get => _closed;
        set => _closed = value;
    }

    /// <summary>Lets a message through only while the broker runs.</summary>
    /// <exception cref="BrokerUnavailableException">It does not.</exception>
    public void ThrowIfClosed()
    {
        if (_closed is { } why) throw new BrokerUnavailableException(why);
    }

    /// <summary>Leads a message past the interceptors to <paramref name="end"/>.</summary>
    public ValueTask PassAsync(BrokerContext context, BrokerDelegate end)
    {
        BrokerDelegate next = end;
        for (int i = _interceptors.Length - 1; i >= 0; i--)
        {
            IBrokerInterceptor interceptor = _interceptors[i];
            BrokerDelegate after = next;
            next = passed => interceptor.InvokeAsync(passed, after);
        }

        return next(context);
    }
}
