using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Answers all requests below one SockJS endpoint.</summary>
/// <remarks>
/// In this order: what is asked for (404), by which method (405), may the page behind it (403), and then the resource's own rules. Each kind of
/// resource has a file of its own.
/// </remarks>
internal sealed partial class SockJsEndpoint
{
    private const string Plain = "text/plain; charset=UTF-8";
    private readonly SockJsServices _services;
    private readonly SockJsOptions _options;
    private readonly OriginPolicy _origins;
    private readonly Func<SockJsConnection, ISockJsPayload> _open;
    private readonly RequestDelegate _raw;
    private readonly IframePage _iframe;
    private readonly string? _frameAncestors;

    /// <param name="services">What all endpoints share.</param>
    /// <param name="options">How this one behaves.</param>
    /// <param name="allowedOrigins">Whose pages may connect when the options do not say.</param>
    /// <param name="open">Begins a conversation.</param>
    /// <param name="raw">Serves a WebSocket without SockJS's frames; null: here, by <paramref name="open"/>.</param>
    public SockJsEndpoint(SockJsServices services, SockJsOptions options, IEnumerable<string> allowedOrigins, Func<SockJsConnection, ISockJsPayload> open, RequestDelegate? raw = null)
    {
        (_services, _options, _open) = (services, options, open);
        _raw = raw ?? (http => RunSocketAsync(http, TransportKind.RawWebSocket));
        _origins = new OriginPolicy(options.AllowedOrigins ?? allowedOrigins);
        _iframe = new IframePage(options.ClientLibraryUrl);
        _frameAncestors = _origins.FrameAncestors();
    }

    /// <summary>The sessions that live from request to request.</summary>
    public SessionTable Table { get; } = new();

    /// <summary>Handles one request.</summary>
    public Task HandleAsync(HttpContext http)
    {
        int baseSegments = http.GetEndpoint() is RouteEndpoint { RoutePattern: var pattern }
            ? pattern.PathSegments.Count - (pattern.Parameters.Any(each => each.IsCatchAll) ? 1 : 0)
            : 0;
        SockJsRoute route = SockJsRoute.Parse(http.Request.Path.Value, baseSegments);
        if (route.Resource is SockJsResource.WebSocket or SockJsResource.RawWebSocket && !_options.WebSocketEnabled) route = default;
        if (route.Resource == SockJsResource.None)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        string method = http.Request.Method;
        string allowed = Methods(route.Resource);
        if (!Allows(allowed, method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = allowed;
            return Task.CompletedTask;
        }

        if (route.Resource is not (SockJsResource.Greeting or SockJsResource.Iframe or SockJsResource.ClientLibrary) && !CheckOrigin(http, route.Resource))
            return AnswerAsync(http, StatusCodes.Status403Forbidden, "Web pages of this origin may not connect here (AllowedOrigins).\n");
        if (HttpMethods.IsOptions(method)) return AnswerPreflight(http, allowed);
        return Kind(route.Resource) is { } kind ? ReceiveAsync(http, route, kind) : AnswerAsync(http, route);
    }

    private async Task AnswerAsync(HttpContext http, SockJsRoute route)
    {
        try
        {
            await Answer(http, route);
        }
        catch (Exception e) when (HasGone(http, e))
        {
            // Nothing to do.
        }
    }

    private Task Answer(HttpContext http, SockJsRoute route) => route.Resource switch
    {
        SockJsResource.Greeting => http.WebSockets.IsWebSocketRequest && _options.WebSocketEnabled ? _raw(http) : AnswerAsync(http, StatusCodes.Status200OK, "Welcome to SockJS!\n"),
        SockJsResource.Info => AnswerInfo(http),
        SockJsResource.Iframe => AnswerIframe(http),
        SockJsResource.ClientLibrary => AnswerLibrary(http),
        SockJsResource.RawWebSocket => UpgradeAsync(http, _raw),
        SockJsResource.WebSocket => UpgradeAsync(http, each => RunSocketAsync(each, TransportKind.WebSocket)),
        _ => SendAsync(http, route),
    };

    /// <summary>Whether a request failed because its client has gone: nothing out of the ordinary, and nobody to tell.</summary>
    private static bool HasGone(HttpContext http, Exception e) => e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested;

    private static string Methods(SockJsResource resource) => resource switch
    {
        SockJsResource.Info => "OPTIONS, GET, HEAD",
        SockJsResource.Greeting or SockJsResource.Iframe or SockJsResource.ClientLibrary => "GET, HEAD",
        SockJsResource.Xhr or SockJsResource.XhrStreaming or SockJsResource.XhrSend => "OPTIONS, POST",
        SockJsResource.JsonpSend => "POST",
        _ => "GET",
    };

    private static bool Allows(string allowed, string method)
    {
        foreach (Range each in allowed.AsSpan().Split(", "))
        {
            if (allowed.AsSpan()[each].Equals(method, StringComparison.OrdinalIgnoreCase)) return true;
        }

        // A WebSocket over HTTP/2 begins with CONNECT.
        return allowed == "GET" && HttpMethods.IsConnect(method);
    }

    /// <summary>By which transport a request receives; null where it does not.</summary>
    private static TransportKind? Kind(SockJsResource resource) => resource switch
    {
        SockJsResource.Xhr => TransportKind.Xhr,
        SockJsResource.XhrStreaming => TransportKind.XhrStreaming,
        SockJsResource.EventSource => TransportKind.EventSource,
        SockJsResource.HtmlFile => TransportKind.HtmlFile,
        SockJsResource.Jsonp => TransportKind.Jsonp,
        _ => null,
    };

    private bool CheckOrigin(HttpContext http, SockJsResource resource)
    {
        bool allowed = resource is SockJsResource.Jsonp or SockJsResource.HtmlFile or SockJsResource.EventSource
            ? _origins.AllowsEmbedding(http.Request)
            : _origins.Allows(http.Request);
        if (allowed) return true;
        if (_services.LogBudget.Allows()) LogOrigin(_services.Logger, http.Request.Headers.Origin.ToString(), http.Connection.RemoteIpAddress?.ToString());
        Refused("origin");
        return false;
    }

    /// <summary>Who the request says the client is. Nobody, where no authentication ran: asking HttpContext.User would make up an empty principal for each.</summary>
    private static ClaimsPrincipal? UserOf(HttpContext http) => http.Features.Get<IHttpAuthenticationFeature>()?.User;

    private void Refused(string reason) => _services.Metrics.SockJsRefused(reason);

    private static Task AnswerAsync(HttpContext http, int status, string text, string type = Plain)
    {
        byte[] octets = System.Text.Encoding.UTF8.GetBytes(text);
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = octets.Length;
        return http.Response.Body.WriteAsync(octets).AsTask();
    }

    [LoggerMessage(EventIds.OriginRefused, LogLevel.Information, "A page of '{Origin}' (from {Address}) tried to connect by SockJS and was refused: its origin is not among AllowedOrigins.")]
    private static partial void LogOrigin(ILogger logger, string origin, string? address);

    [LoggerMessage(EventIds.SockJsStrayed, LogLevel.Information, "A SockJS request from {Address} found no session of its id here. Several servers at one address need stickiness by path segment or cookie; on a single one, the session has ended.")]
    private static partial void LogStrayed(ILogger logger, string? address);

    [LoggerMessage(EventIds.SockJsForeignUser, LogLevel.Warning, "A SockJS request from {Address} came for a session of another user, and was answered as if there were no such session.")]
    private static partial void LogForeign(ILogger logger, string? address);

    [LoggerMessage(EventIds.SockJsRefused, LogLevel.Information, "A new SockJS session from {Address} was turned away: {Reason}.")]
    private static partial void LogRefused(ILogger logger, string? address, string reason);
}
