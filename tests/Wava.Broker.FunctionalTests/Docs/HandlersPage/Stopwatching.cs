using Microsoft.Extensions.Logging;
using Wava.Broker.Handlers;

namespace Wava.Broker.FunctionalTests.Docs.HandlersPage;

public sealed class Stopwatching(TimeProvider time, ILogger<Stopwatching> logger) : IMessageFilter
{
    public async ValueTask<object?> InvokeAsync(MessageContext context, MessageFilterDelegate next)
    {
        var began = time.GetTimestamp();
        var answer = await next(context);
        logger.LogInformation("{Handler} took {Time}.", context.HandlerName, time.GetElapsedTime(began));
        return answer;
    }
}
