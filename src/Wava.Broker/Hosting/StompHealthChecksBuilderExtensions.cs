using Wava.Broker.Hosting;

#pragma warning disable IDE0130 // Here, so that nobody needs a using to find it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Brings the broker into the application's health checks.</summary>
public static class StompHealthChecksBuilderExtensions
{
    /// <summary>Adds a check of the STOMP broker: healthy while it takes connections, unhealthy as soon as it shuts down.</summary>
    public static IHealthChecksBuilder AddStompBroker(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<StompHealthCheck>("stomp");
    }
}
