using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Wava.Web.Problems;

/// <summary>Writes problem details, to everybody and always with a <c>code</c>.</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        ProblemDetails problem = context.ProblemDetails;
        HttpResponse response = context.HttpContext.Response;
        int status = problem.Status ?? response.StatusCode;
        (string code, string title) = Of(status);
        problem.Status = status;
        problem.Extensions.TryAdd("code", code);
        if (string.IsNullOrEmpty(problem.Title)) problem.Title = title;
        problem.Type = null;
        response.Headers.CacheControl = "no-store";
        await response.WriteAsJsonAsync(problem, Format, "application/problem+json", context.HttpContext.RequestAborted);
    }

    /// <summary>What there is to say about a status that came without words.</summary>
    private static (string Code, string Title) Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => (ProblemCode.Invalid, "The request cannot be understood."),
        StatusCodes.Status401Unauthorized => (ProblemCode.NotSignedIn, "You are not signed in."),
        StatusCodes.Status403Forbidden => (ProblemCode.NotAllowed, "You may not do that."),
        StatusCodes.Status404NotFound => (ProblemCode.NotFound, "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => (ProblemCode.MethodNotAllowed, "This cannot be done here."),
        StatusCodes.Status413PayloadTooLarge => (ProblemCode.TooLarge, "The request is too large."),
        StatusCodes.Status415UnsupportedMediaType => (ProblemCode.UnsupportedMediaType, "The body has to be JSON (application/json)."),
        StatusCodes.Status429TooManyRequests => (ProblemCode.TooFast, "There were too many requests."),
        StatusCodes.Status503ServiceUnavailable => (ProblemCode.Busy, "The server is busy."),
        >= 500 => (ProblemCode.ServerError, "The server failed."),
        _ => (ProblemCode.Failed, "The request was refused."),
    };
}
