using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Brokers;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Channels;
using Wava.Broker.Destinations;
using Wava.Broker.Diagnostics;
using Wava.Broker.Events;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;
using Wava.Broker.Security;
using Wava.Broker.Sessions;
using Wava.Broker.Users;

#pragma warning disable IDE0130 // Here, so that nobody needs a using to find it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Brings the STOMP broker into an application.</summary>
public static class StompServiceCollectionExtensions
{
    /// <summary>Adds a STOMP broker. <c>MapStomp</c> and <c>UseStomp</c> open its doors.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options; by default topics live under <c>/topic</c>, queues under <c>/queue</c>.</param>
    public static StompBrokerBuilder AddStompBroker(this IServiceCollection services, Action<StompBrokerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null) services.Configure(configure);
        if (services.Any(each => each.ServiceType == typeof(SessionServices))) return new StompBrokerBuilder(services);

        services.AddOptions<StompBrokerOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<StompBrokerOptions>, StompBrokerOptionsValidator>();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StompMetrics>();
        services.AddSingleton<LogBudget>();
        services.AddSingleton<TimerWheel>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton(provider => new Admission(Options(provider).Limits));
        services.TryAddSingleton<IMessageBroker>(CreateBroker);
        services.AddSingleton(CreateBrokerRoute);
        services.AddSingleton<IPublishRoute>(provider => provider.GetRequiredService<BrokerRoute>());
        services.AddSingleton<StompEvents>();
        services.AddSingleton(provider => new BrokerChannel(Interceptors<IBrokerInterceptor>(provider)));
        services.AddSingleton(CreateInboundChannel);
        UserServices.Add(services);
        ConverterServices.Add(services);
        HandlerServices.Add(services);
        DispatchServices.Add(services);
        SecurityServices.Add(services);
        services.AddSingleton<ISessionRegistry>(provider => provider.GetRequiredService<SessionRegistry>());
        services.AddSingleton(CreateSessionServices);
        services.AddHostedService<BrokerLifetime>();
        services.AddHostedService<OutboxBudget>();
        services.AddSockJs();
        return new StompBrokerBuilder(services);
    }

    private static StompBrokerOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<StompBrokerOptions>>().Value;

    private static MemoryBroker CreateBroker(IServiceProvider provider)
    {
        var broker = new MemoryBroker(Options(provider).Memory, provider.GetRequiredService<TimeProvider>());
        MemoryBrokerMetrics.Observe(provider.GetRequiredService<StompMetrics>().Meter, broker);
        return broker;
    }

    private static BrokerRoute CreateBrokerRoute(IServiceProvider provider)
    {
        MemoryBrokerOptions memory = Options(provider).Memory;
        return new BrokerRoute(
            provider.GetRequiredService<IMessageBroker>(),
            provider.GetRequiredService<BrokerChannel>(),
            [.. memory.TopicPrefixes, .. memory.QueuePrefixes],
            memory.DestinationSeparator);
    }

    /// <summary>Where several routes would take a destination, the first does.</summary>
    private static InboundChannel CreateInboundChannel(IServiceProvider provider) => new(
        [provider.GetRequiredService<HandlerRoute>(), provider.GetRequiredService<UserRoute>(), provider.GetRequiredService<BrokerRoute>()],
        Interceptors<IInboundInterceptor>(provider),
        provider.GetService<IDestinationGuard>());

    private static IEnumerable<TInterceptor> Interceptors<TInterceptor>(IServiceProvider provider)
        where TInterceptor : IChannelInterceptor => provider.GetServices<IChannelInterceptor>().OfType<TInterceptor>();

    private static OutboundChannel? CreateOutboundChannel(IServiceProvider provider)
    {
        IOutboundInterceptor[] interceptors = [.. Interceptors<IOutboundInterceptor>(provider)];
        return interceptors.Length == 0 ? null : new OutboundChannel(interceptors, provider.GetRequiredService<ILogger<OutboundChannel>>());
    }

    private static SessionServices CreateSessionServices(IServiceProvider provider)
    {
        StompBrokerOptions options = Options(provider);
        return new SessionServices(
            new Wava.Broker.Sessions.SessionOptions
            {
                HeartBeat = options.HeartBeat,
                Limits = options.Limits,
                VirtualHosts = [.. options.VirtualHosts],
                Selectors = options.Selectors,
                DestinationSeparator = options.Memory.DestinationSeparator,
                ErrorDestination = options.ErrorDestination,
                SoftRefusals = options.SoftRefusals,
                ReportErrors = options.Handlers.ReportErrors,
                CloseWhenExpired = options.SignIn.CloseWhenExpired,
                RenewDestination = options.SignIn.RenewDestination is { } renew ? System.Text.Encoding.UTF8.GetBytes(renew) : null,
                Overflow = [.. options.Overflow.Select(each => (Pattern(each.Key, options), OverflowPolicy.Parse(each.Value)!))],
            },
            provider.GetRequiredService<InboundChannel>(),
            provider.GetRequiredService<SessionRegistry>(),
            provider.GetRequiredService<TimerWheel>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<StompMetrics>(),
            provider.GetRequiredService<LogBudget>(),
            provider.GetService<IConnectAuthenticator>() ?? (options.Users.Count > 0 ? new PasscodeAuthenticator(options.Users) : null),
            provider.GetRequiredService<ILogger<StompSession>>())
        {
            Outbound = CreateOutboundChannel(provider),
            Events = provider.GetRequiredService<StompEvents>(),
            UserNameOf = provider.GetRequiredService<UserNames>().Of,
            Observers = [.. provider.GetServices<ISessionObserver>()],
            ErrorHandler = provider.GetService<IStompErrorHandler>(),
            Scopes = provider.GetRequiredService<IServiceScopeFactory>(),
        };
    }

    private static DestinationPattern Pattern(string text, StompBrokerOptions options)
    {
        DestinationPattern.TryParse(text, options.Memory.DestinationSeparator, out DestinationPattern? pattern, out _);
        return pattern!;
    }
}
