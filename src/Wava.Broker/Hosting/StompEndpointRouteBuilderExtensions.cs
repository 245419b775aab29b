using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Hosting;
using Wava.Broker.Sessions;
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
    /// <returns>The endpoint, for <c>RequireAuthorization</c> and the like.</returns>
    public static IEndpointConventionBuilder MapStomp(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<WebSocketEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider services = endpoints.ServiceProvider;
        var options = new WebSocketEndpointOptions();
        configure?.Invoke(options);
        var endpoint = new WebSocketEndpoint(
            services.RequireBroker(nameof(MapStomp)),
            services.GetRequiredService<Admission>(),
            options,
            services.GetRequiredService<IOptions<StompBrokerOptions>>().Value.AllowedOrigins,
            services.GetRequiredService<ILogger<WebSocketEndpoint>>());
        // The middleware recognises WebSocket handshakes, also those of HTTP/2.
        RequestDelegate pipeline = endpoints.CreateApplicationBuilder().UseWebSockets().Use(_ => endpoint.HandleAsync).Build();
        return endpoints.Map(pattern, pipeline).WithDisplayName($"STOMP {pattern}");
    }

    /// <summary>The broker's services, or a sentence that says what was forgotten.</summary>
    internal static SessionServices RequireBroker(this IServiceProvider services, string caller) =>
        services.GetService<SessionServices>()
        ?? throw new InvalidOperationException($"There is no STOMP broker in this application: call builder.Services.AddStompBroker() before {caller}.");
}
