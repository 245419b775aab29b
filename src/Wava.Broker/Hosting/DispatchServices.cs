using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;

namespace Wava.Broker.Hosting;

/// <summary>Puts together what runs handlers.</summary>
internal static class DispatchServices
{
    /// <summary>Adds it all, but for the place among the routes of clients' frames (<see cref="HandlerRoute"/>), where the order counts.</summary>
    public static void Add(IServiceCollection services)
    {
        services.TryAddScoped<MessageContextAccessor>();
        services.TryAddSingleton<MessageSequence>();
        services.AddSingleton(CreateRoute);
    }

    private static HandlerRoute CreateRoute(IServiceProvider provider)
    {
        StompBrokerOptions options = provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value;
        MessageConverters converters = provider.GetRequiredService<MessageConverters>();
        return new HandlerRoute(new RunnerServices(
            options.Handlers,
            provider.GetRequiredService<HandlerCatalog>(),
            provider.GetRequiredService<Publisher>(),
            provider.GetRequiredService<IUserMessenger>(),
            converters.Encode,
            provider.GetRequiredService<MessageSequence>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<StompMetrics>(),
            provider.GetRequiredService<LogBudget>(),
            provider.GetRequiredService<ILogger<HandlerRoute>>())
        {
            Separator = options.Memory.DestinationSeparator,
            Filters = [.. provider.GetServices<IMessageFilterMetadata>()],
            Report = static (subscription, report) => subscription.Session.Report(subscription, report),
            Authorize = handler => HandlerAuthorizer.For(handler.Metadata, provider) is { } authorizer ? authorizer.CheckAsync : null,
        });
    }
}
