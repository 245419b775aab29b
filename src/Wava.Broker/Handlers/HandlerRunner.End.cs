using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;

namespace Wava.Broker.Handlers;

internal sealed partial class HandlerRunner
{
    /// <summary>The message has been handled: gives back what it held, or sees to it that this is done when its handler really ends.</summary>
    private ValueTask End(MessageContext context)
    {
        if (context.GoesOn)
        {
            _places.Leave();
            return default;
        }

        if (context.Rest is { } rest)
        {
            _ = EndLaterAsync(context, rest);
            return default;
        }

        ValueTask released = Release(context);
        if (!released.IsCompletedSuccessfully) return LeaveAsync(released);
        _places.Leave();
        return default;
    }

    private async ValueTask LeaveAsync(ValueTask released)
    {
        await released;
        _places.Leave();
    }

    private async Task EndLaterAsync(MessageContext context, Task rest)
    {
        try
        {
            await rest;
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // It did what it was told.
        }
        catch (Exception e)
        {
            LogFailedLate(_services.Logger, e, context.HandlerName, context.Session.Id);
        }

        await Release(context);
        _places.Leave();
    }

    /// <summary>Gives back the token and the services of a message. Never throws.</summary>
    private ValueTask Release(MessageContext context)
    {
        if (context.StartedAt != 0) _services.Metrics.HandlerTook(context.HandlerName, Time.GetElapsedTime(context.StartedAt));
        context.Token?.Return();
        try
        {
            ValueTask ended = context.EndScopeAsync();
            return ended.IsCompletedSuccessfully ? default : ReleaseAsync(context, ended);
        }
        catch (Exception e)
        {
            LogNotReleased(_services.Logger, e, context.HandlerName);
            return default;
        }
    }

    private async ValueTask ReleaseAsync(MessageContext context, ValueTask ended)
    {
        try
        {
            await ended;
        }
        catch (Exception e)
        {
            LogNotReleased(_services.Logger, e, context.HandlerName);
        }
    }

    /// <summary>Waits for a part of a handler as long as it may take.</summary>
    /// <exception cref="HandlerTimeoutException">It has not ended in time; it is told, and what it still does is <see cref="MessageContext.Rest"/>.</exception>
    private async ValueTask<T> InTimeAsync<T>(MessageContext context, ValueTask<T> work, TimeSpan timeout)
    {
        if (work.IsCompleted || timeout == Timeout.InfiniteTimeSpan) return await work;
        Task<T> task = work.AsTask();
        await ((Task)task).WaitAsync(timeout, Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (task.IsCompleted) return await task;
        context.Rest = task;
        context.Token?.Fire();
        throw new HandlerTimeoutException(timeout);
    }

    [LoggerMessage(EventIds.HandlerFailedLate, LogLevel.Error, "{Handler} failed at a message of session {Session} when nobody waited for it any more.")]
    private static partial void LogFailedLate(ILogger logger, Exception exception, string handler, string session);

    [LoggerMessage(EventIds.HandlerNotReleased, LogLevel.Error, "The services of a message that {Handler} has handled could not be disposed of.")]
    private static partial void LogNotReleased(ILogger logger, Exception exception, string handler);
}
