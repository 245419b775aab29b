using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Diagnostics;
using Wava.Web.Hosting;

namespace Wava.Web.Problems;

/// <summary>Makes an answer of what was thrown. Only what is meant for the client reaches it; anything else is logged once, and the client gets its number in the log.</summary>
internal sealed partial class ProblemHandler(IProblemDetailsService problems, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var context = new ProblemDetailsContext { HttpContext = httpContext };
        switch (exception)
        {
            case ProblemException problem:
                Describe(context, problem);
                break;
            case BadHttpRequestException bad:
                Describe(context, bad);
                break;
            case OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                // Nobody is there any more to hear of it.
                httpContext.Response.StatusCode = ClientClosedRequest;
                return true;
            default:
                Describe(context, exception);
                break;
        }

        httpContext.Response.StatusCode = context.ProblemDetails.Status!.Value;
        return await problems.TryWriteAsync(context);
    }

    private static void Describe(ProblemDetailsContext context, ProblemException problem)
    {
        if (problem.RetryAfter is { } wait) context.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.ProblemDetails.Status = problem.Status;
        context.ProblemDetails.Title = problem.Message;
        context.ProblemDetails.Detail = problem.Details is "" ? null : problem.Details;
        context.ProblemDetails.Extensions["code"] = problem.Code;
        if (problem.Errors.Count > 0) context.ProblemDetails.Extensions["errors"] = problem.Errors;
    }

    /// <summary>A body that is no JSON, or not of the form that is asked for. The framework's words name our types: they are not for the client.</summary>
    private static void Describe(ProblemDetailsContext context, BadHttpRequestException bad)
    {
        context.ProblemDetails.Status = bad.StatusCode;
        if (bad.StatusCode != StatusCodes.Status400BadRequest) return;
        context.ProblemDetails.Detail = bad.InnerException is System.Text.Json.JsonException { Path: { Length: > 1 } path }
            ? $"The JSON is not as it should be, at {path}."
            : "The body has to be JSON, and what is asked for in the address and in the headers has to be there.";
    }

    private void Describe(ProblemDetailsContext context, Exception exception)
    {
        string reference = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 8);
        LogFailed(logger, exception, context.HttpContext.Request.Method, (context.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "?", reference);
        context.ProblemDetails.Status = StatusCodes.Status500InternalServerError;
        context.ProblemDetails.Detail = "The fault is not in the request. Those who run the server find the cause in its log by the reference.";
        context.ProblemDetails.Extensions["code"] = ProblemCode.ServerError;
        context.ProblemDetails.Extensions["reference"] = reference;
    }

    [LoggerMessage(EventIds.RequestFailed, LogLevel.Error, "{Method} {Route} failed ({Reference}).")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string route, string reference);
}
