using Microsoft.Extensions.Logging;
using Wava.Broker.Handlers;

namespace Wava.Broker.FunctionalTests.Docs.HandlersPage;

[MessageAdvice]
public sealed class Failures(ILogger<Failures> logger)
{
    [MessageExceptionHandler, SendToUser("/queue/problems", Broadcast = false)]
    public Problem TooMany(TooManyOrdersException failure, MessageContext context)
    {
        logger.LogWarning(failure, "{User} ordered too much.", context.User?.Identity?.Name);
        return new Problem("Please order less at a time.");
    }
}

public sealed class TooManyOrdersException : Exception;
