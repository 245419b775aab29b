using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Hosting;
using Wava.Broker.Sessions;
using Wava.Broker.Transports.SockJs;
using Wava.Broker.Transports.WebSockets;

#pragma warning disable IDE0130 // Here, so that nobody needs a using to find it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Opens the broker's doors for WebSockets.</summary>
public static class StompEndpointRouteBuilderExtensions
{
    /// <summary>Lets STOMP clients connect by WebSocket at <paramref name="pattern"/>.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path, for instance <c>/ws</c>.</param>
    /// <param name="configure">What this endpoint does differently from others.</param>
    /// <returns>The endpoint, for <c>RequireAuthorization</c> and the like, and for <see cref="StompEndpointBuilder.WithSockJs"/>.</returns>
    public static StompEndpointBuilder MapStomp(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<WebSocketEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider services = endpoints.ServiceProvider;
        var options = new WebSocketEndpointOptions();
        configure?.Invoke(options);
        SessionServices sessions = services.RequireBroker(nameof(MapStomp));
        IList<string> origins = services.GetRequiredService<IOptions<StompBrokerOptions>>().Value.AllowedOrigins;
        var endpoint = new WebSocketEndpoint(sessions, services.GetRequiredService<Admission>(), options, origins, services.GetRequiredService<ILogger<WebSocketEndpoint>>());
        SockJsEndpoint? sockJs = null;
        // The middleware recognises WebSocket handshakes, also those of HTTP/2.
        RequestDelegate pipeline = endpoints.CreateApplicationBuilder().UseWebSockets().Use(_ => Handle).Build();
        return new StompEndpointBuilder(endpoints.Map(pattern, pipeline).WithDisplayName($"STOMP {pattern}"), MapSockJs);

        // Whoever asks for a WebSocket at the endpoint's own path speaks STOMP without further ado, or is told what is wrong with the handshake;
        // anything else there is SockJS's, once that is wanted.
        Task Handle(HttpContext http) => sockJs is null || AsksForWebSocket(http) ? endpoint.HandleAsync(http) : sockJs.HandleAsync(http);

        static bool AsksForWebSocket(HttpContext http) =>
            http.WebSockets.IsWebSocketRequest || http.Request.Headers.ContainsKey("Sec-WebSocket-Key") || http.Request.Headers.ContainsKey("Sec-WebSocket-Version");

        IEndpointConventionBuilder MapSockJs(Action<SockJsOptions>? configureSockJs)
        {
            sockJs = new SockJsEndpoint(
                services.GetRequiredService<SockJsServices>(),
                SockJsMapping.Options(configureSockJs),
                options.AllowedOrigins ?? origins,
                connection => new StompPayload(sessions, connection),
                endpoint.HandleAsync);
            return SockJsMapping.Map(endpoints, pattern, sockJs);
        }
    }

    /// <summary>The broker's services, or a sentence that says what was forgotten.</summary>
    internal static SessionServices RequireBroker(this IServiceProvider services, string caller) =>
        services.GetService<SessionServices>()
        ?? throw new InvalidOperationException($"There is no STOMP broker in this application: call builder.Services.AddStompBroker() before {caller}.");
}
