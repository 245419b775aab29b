using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Wava.Broker.Hosting;
using Wava.Broker.Transports.SockJs;

#pragma warning disable IDE0130 // Here, so that nobody needs a using to find it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Serves SockJS clients without STOMP.</summary>
public static class SockJsEndpointRouteBuilderExtensions
{
    /// <summary>Lets SockJS clients connect at <paramref name="pattern"/>; each session is the handler's until it returns.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path, for instance <c>/echo</c>.</param>
    /// <param name="handler">
    /// Talks with one client. When it returns the session is closed; when the client goes, <see cref="SockJsSession.ReadAsync"/> gives null and
    /// <see cref="SockJsSession.Ended"/> fires.
    /// </param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The endpoint, for <c>RequireAuthorization</c> and the like.</returns>
    /// <example><code>
    /// app.MapSockJs("/echo", async session =>
    /// {
    ///     await foreach (string message in session.ReadAllAsync()) await session.SendAsync(message);
    /// });
    /// </code></example>
    public static IEndpointConventionBuilder MapSockJs(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Func<SockJsSession, Task> handler, Action<SockJsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(handler);
        IServiceProvider provider = endpoints.ServiceProvider;
        SockJsServices services = provider.GetService<SockJsServices>()
            ?? throw new InvalidOperationException("There is no SockJS in this application: call builder.Services.AddSockJs() or AddStompBroker() before MapSockJs.");
        SockJsOptions options = SockJsMapping.Options(configure);
        IList<string> origins = provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value.AllowedOrigins;
        var endpoint = new SockJsEndpoint(services, options, origins, Open);
        provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => Close(services, endpoint));
        return SockJsMapping.Map(endpoints, pattern, endpoint);

        SockJsSession Open(SockJsConnection connection)
        {
            var session = new SockJsSession(services, options, connection);
            _ = Task.Run(() => session.RunAsync(handler));
            return session;
        }
    }

    /// <summary>Tells all clients to leave: a stream that stays open would hold up the end of the application.</summary>
    private static void Close(SockJsServices services, SockJsEndpoint endpoint)
    {
        services.Admission.IsOpen = false;
        foreach (SockJsConnection each in endpoint.Connections)
        {
            if (each.Payload is SockJsSession session) session.EndWith(1001, "The server is shutting down");
        }
    }
}
