using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;
using Wava.Broker.Sessions;

namespace Wava.Broker.Handlers;

internal sealed partial class HandlerRunner
{
    private async ValueTask FailAsync(MessageContext context, Exception exception)
    {
        try
        {
            if (await AnswerFailureAsync(context, exception) is { } told) ExceptionDispatchInfo.Throw(told);
        }
        finally
        {
            await End(context);
        }
    }

    /// <summary>Lets an exception handler answer for a failure.</summary>
    /// <returns>What the session has to be told, or null when the failure has been answered.</returns>
    private async ValueTask<Exception?> AnswerFailureAsync(MessageContext context, Exception exception)
    {
        if (IsEnd(context, exception)) return null;
        if (exception is HandlerTimeoutException late) return ReportTimeout(context, late.Timeout);
        Exception? second = null;
        if (_services.Table.FindExceptionHandler(context.Handler, exception, out Exception meant) is { } handler)
        {
            context.Exception = meant;
            try
            {
                HandlerPipeline pipeline = Prepare(context, handler);
                object? answer = await InTimeAsync(context, _threads.RunAsync(pipeline.Pace, pipeline.Call, context), pipeline.Timeout);
                await AnswerAsync(context, handler.Replies, answer);
                return null;
            }
            catch (Exception e)
            {
                if (IsEnd(context, e)) return null;
                second = e;
            }
        }

        return Report(context, exception, second);
    }

    /// <summary>Whether it is nothing but the session's end that the handler was told of.</summary>
    private static bool IsEnd(MessageContext context, Exception exception) =>
        exception is OperationCanceledException && context.Session.Ended.IsCancellationRequested;

    private Exception Report(MessageContext context, Exception exception, Exception? second)
    {
        _services.Metrics.HandlerFailed(exception switch
        {
            BadMessageException => "bad-message",
            AccessDeniedException => "denied",
            _ => "error",
        });
        string? reference = NewReference();
        if (second is HandlerTimeoutException late) LogExceptionHandlerTimedOut(_services.Logger, context.HandlerName, late.Timeout, reference);
        else if (second is not null) LogExceptionHandlerFailed(_services.Logger, second, context.HandlerName, reference);
        // How a message is refused that its sender may not send is the session's affair, and so is its log.
        if (context.IsRefused && exception is AccessDeniedException) return exception;
        if (exception is not StompException known)
        {
            LogFailed(_services.Logger, exception, context.HandlerName, context.Session.Id, context.Destination, reference);
            return new HandlerFailureException(new ErrorReport(
                "Server error",
                "The server failed at this message; the fault is not in the message. Try again later. Those who run the server find the cause in its log by the reference.")
            {
                Reference = reference,
            });
        }

        if (_services.LogBudget.Allows()) LogRefused(_services.Logger, context.HandlerName, context.Session.Id, reference, known.Message, known.Details);
        else if (second is null) reference = null;
        return new HandlerFailureException(ErrorReport.Of(known) with { Reference = reference });
    }

    private HandlerFailureException ReportTimeout(MessageContext context, TimeSpan timeout)
    {
        _services.Metrics.HandlerFailed("timeout");
        string reference = NewReference();
        LogTimedOut(_services.Logger, context.HandlerName, timeout, context.Session.Id, context.Destination, reference);
        return new HandlerFailureException(new ErrorReport(
            "Handler timed out",
            string.Create(CultureInfo.InvariantCulture, $"The server needed more than {timeout.TotalSeconds:0.###} seconds for this message and waits no longer. It may have taken effect, but there will be no answer."))
        {
            Reference = reference,
        });
    }

    /// <summary>A name by which client and log can speak of one failure.</summary>
    private static string NewReference() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 8);

    [LoggerMessage(EventIds.HandlerFailed, LogLevel.Error, "{Handler} failed at a message of session {Session} to {Destination} ({Reference}).")]
    private static partial void LogFailed(ILogger logger, Exception exception, string handler, string session, string destination, string reference);

    [LoggerMessage(EventIds.HandlerRefused, LogLevel.Information, "{Handler} refused a message of session {Session} ({Reference}): {Message}. {Details}")]
    private static partial void LogRefused(ILogger logger, string handler, string session, string reference, string message, string details);

    [LoggerMessage(EventIds.HandlerTimedOut, LogLevel.Warning, "{Handler} took longer than {Timeout} at a message of session {Session} to {Destination}, and is not waited for ({Reference}).")]
    private static partial void LogTimedOut(ILogger logger, string handler, TimeSpan timeout, string session, string destination, string reference);

    [LoggerMessage(EventIds.ExceptionHandlerFailed, LogLevel.Error, "The exception handler for a failure of {Handler} failed itself ({Reference}).")]
    private static partial void LogExceptionHandlerFailed(ILogger logger, Exception exception, string handler, string reference);

    [LoggerMessage(EventIds.ExceptionHandlerTimedOut, LogLevel.Warning, "The exception handler for a failure of {Handler} took longer than {Timeout}, and is not waited for ({Reference}).")]
    private static partial void LogExceptionHandlerTimedOut(ILogger logger, string handler, TimeSpan timeout, string reference);
}
