using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Channels;
using Wava.Broker.Destinations;
using Wava.Broker.Diagnostics;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Users;

namespace Wava.Broker.Hosting;

/// <summary>Puts together what concerns users: their destinations, the registry, and the template that sends to them.</summary>
internal static class UserServices
{
    /// <summary>Adds it all, but for the place among the routes of clients' frames, where the order counts (<see cref="UserRoute"/> is to come before the broker).</summary>
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<IUserNameProvider, SignInNameProvider>();
        services.TryAddSingleton<MessageSequence>();
        services.TryAddSingleton<BrokerChannel>();
        services.TryAddSingleton<Publisher>();
        services.AddSingleton<UserNames>();
        services.AddSingleton(CreateRoute);
        services.AddSingleton<IPublishRoute>(provider => provider.GetRequiredService<UserRoute>());
        services.AddSingleton<IUserMessenger>(provider => provider.GetRequiredService<UserRoute>());
        services.AddSingleton<UserRegistry>();
        services.AddSingleton<IUserRegistry>(provider => provider.GetRequiredService<UserRegistry>());
        services.AddSingleton<ISessionObserver>(provider => provider.GetRequiredService<UserRegistry>());
        services.AddSingleton<IMessageTemplate>(CreateTemplate);
    }

    private static UserRoute CreateRoute(IServiceProvider provider)
    {
        StompBrokerOptions options = provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value;
        return new UserRoute(
            CreateAddressing(options),
            options.Memory.AllowWildcards,
            provider.GetRequiredService<UserNames>(),
            provider.GetRequiredService<MessageSequence>(),
            provider.GetRequiredService<BrokerChannel>(),
            provider.GetRequiredService<StompMetrics>(),
            provider.GetRequiredService<ILogger<UserRoute>>());
    }

    private static UserAddressing CreateAddressing(StompBrokerOptions options)
    {
        char separator = options.Memory.DestinationSeparator;
        DestinationPrefix[] prefixes = [.. options.Memory.TopicPrefixes.Concat(options.Memory.QueuePrefixes).Select(prefix => new DestinationPrefix(prefix, separator))];
        // Errors are told at their destination also where the broker has no queues.
        byte[] errors = Encoding.UTF8.GetBytes(options.ErrorDestination[options.UserPrefix.Length..]);
        return new UserAddressing(options.UserPrefix, separator, Serves);

        bool Serves(ReadOnlySpan<byte> destination)
        {
            foreach (DestinationPrefix prefix in prefixes)
            {
                if (prefix.Covers(destination)) return true;
            }

            return destination.SequenceEqual(errors);
        }
    }

    private static MessageTemplate CreateTemplate(IServiceProvider provider)
    {
        StompBrokerOptions options = provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value;
        return new MessageTemplate(
            provider.GetRequiredService<MessageConverters>(),
            provider.GetRequiredService<Publisher>(),
            provider.GetRequiredService<IUserMessenger>(),
            provider.GetRequiredService<BrokerChannel>(),
            options.Limits.MaxDestinationLength,
            options.Memory.DestinationSeparator);
    }
}
