using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Diagnostics;
using Wava.Broker.Hosting;
using Wava.Broker.Sessions;
using Wava.Broker.Transports.SockJs;

#pragma warning disable IDE0130 // Here, so that nobody needs a using to find it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Brings SockJS into an application.</summary>
public static class SockJsServiceCollectionExtensions
{
    /// <summary>Adds what <c>MapSockJs</c> needs. <c>AddStompBroker</c> does so by itself; this is for applications without a broker.</summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddSockJs(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<StompBrokerOptions>();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StompMetrics>();
        services.TryAddSingleton<LogBudget>();
        services.TryAddSingleton<TimerWheel>();
        services.TryAddSingleton(provider => new Admission(provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value.Limits));
        services.TryAddSingleton<SessionCensus>();
        services.TryAddSingleton(CreateBudget);
        services.TryAddSingleton(provider => new SockJsServices(
            provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value.Limits,
            provider.GetRequiredService<Admission>(),
            provider.GetRequiredService<SessionCensus>(),
            provider.GetRequiredService<WaitingBudget>(),
            provider.GetRequiredService<TimerWheel>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<StompMetrics>(),
            provider.GetRequiredService<LogBudget>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<ILogger<SockJsEndpoint>>()));
        return services;
    }

    /// <summary>As much may wait for SockJS clients of the application as for STOMP clients.</summary>
    private static WaitingBudget CreateBudget(IServiceProvider provider)
    {
        long limit = provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value.Limits.MaxOutboxSizeTotal;
        return new WaitingBudget(limit > 0 ? limit : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
    }
}
