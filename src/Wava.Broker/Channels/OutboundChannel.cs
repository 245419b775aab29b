using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Channels;

/// <summary>The way of every message into a subscriber's outbox, where somebody stands in it.</summary>
internal sealed partial class OutboundChannel(IEnumerable<IOutboundInterceptor> interceptors, ILogger<OutboundChannel> logger)
{
    private readonly IOutboundInterceptor[] _interceptors = [.. interceptors];

    /// <summary>What the subscriber gets in the message's place; null: nothing.</summary>
    public Message? Pass(Message message, Subscription subscription)
    {
        Message? passed = message;
        foreach (IOutboundInterceptor interceptor in _interceptors)
        {
            try
            {
                passed = interceptor.OnDeliver(passed, subscription);
            }
            catch (Exception e)
            {
                // A publisher must not suffer from what is done on a subscriber's behalf.
                LogFailed(logger, e, interceptor.GetType().Name, subscription.Session.Id);
                return null;
            }

            if (passed is null) return null;
        }

        if (!ReferenceEquals(passed, message)) passed.TakeIdOf(message);
        return passed;
    }

    [LoggerMessage(EventIds.OutboundInterceptorFailed, LogLevel.Error, "{Interceptor} failed at a message for session {Session}, which does not get it.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string interceptor, string session);
}
