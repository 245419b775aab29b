namespace Wava.Broker.Channels;

/// <summary>Sees every frame of every client, before authorization and before it is handled.</summary>
/// <remarks>
/// Interceptors run in the order of their registration, each around the next. To refuse a frame, throw: a <see cref="StompException"/> tells the
/// client why. Without a call of <c>next</c> nothing comes of the frame: a SEND vanishes without the sender's notice (its receipt is sent), any other
/// frame is refused. Interceptors are singletons; one session's frames come one after another, those of many sessions at the same time.
/// </remarks>
public interface IInboundInterceptor : IChannelInterceptor
{
    /// <summary>Looks at a frame, changes it, hands it on.</summary>
    ValueTask InvokeAsync(InboundContext context, InboundDelegate next);
}
