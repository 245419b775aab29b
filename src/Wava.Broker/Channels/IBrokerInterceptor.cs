namespace Wava.Broker.Channels;

/// <summary>Sees every message on its way to the broker or to a user: what clients send there, what handlers answer, what the application sends.</summary>
/// <remarks>Without a call of <c>next</c> the message vanishes. Whatever it throws goes back to whoever sends.</remarks>
public interface IBrokerInterceptor : IChannelInterceptor
{
    /// <summary>Looks at a message, replaces it, hands it on.</summary>
    ValueTask InvokeAsync(BrokerContext context, BrokerDelegate next);
}
