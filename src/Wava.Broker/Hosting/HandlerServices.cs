using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Channels;
using Wava.Broker.Destinations;
using Wava.Broker.Handlers;

namespace Wava.Broker.Hosting;

/// <summary>The services that find handlers.</summary>
internal static class HandlerServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new HandlerCatalog(
            provider.GetServices<IHandlerSource>(),
            () => new HandlerTableBuilder(Layout(provider), provider.GetRequiredService<HandlerCompiler>)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, HandlerStartCheck>());
    }

    private static DestinationLayout Layout(IServiceProvider provider)
    {
        StompBrokerOptions options = provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value;
        MemoryBrokerOptions broker = options.Memory;
        string[] prefixes = [.. broker.TopicPrefixes, .. broker.QueuePrefixes];
        DestinationPrefix[] covered = [.. prefixes.Select(prefix => new DestinationPrefix(prefix, broker.DestinationSeparator))];
        return new DestinationLayout
        {
            Separator = broker.DestinationSeparator,
            ApplicationPrefixes = [.. options.Handlers.ApplicationPrefixes],
            BrokerPrefixes = prefixes,
            TopicPrefix = broker.TopicPrefixes.FirstOrDefault(),
            QueuePrefix = broker.QueuePrefixes.FirstOrDefault(),
            UserPrefix = options.UserPrefix,
            Serves = destination => provider.GetRequiredService<Publisher>().Covers(Encoding.UTF8.GetBytes(destination)),
            // Errors are told at their destination also where the broker has no queues.
            ServesUsers = destination => options.UserPrefix + destination == options.ErrorDestination
                || Array.Exists(covered, prefix => prefix.Covers(Encoding.UTF8.GetBytes(destination))),
        };
    }
}
