using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Wava.Broker.Brokers;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Channels;
using Wava.Broker.Hosting;
using Wava.Broker.Security;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Hosting;

public sealed class AddStompBrokerTests
{
    [Fact]
    public async Task Adding_it_twice_makes_one_broker_with_both_configurations()
    {
        await using WebApplication app = StompHost.Empty(services =>
        {
            services.AddStompBroker(options => options.Limits.MaxConnections = 7);
            int count = services.Count;
            services.AddStompBroker(options => options.Limits.MaxSubscriptions = 8).AddUser("joe", "secret");
            Assert.InRange(services.Count - count, 1, 3); // configurations alone
        });

        StompBrokerOptions options = app.Services.GetRequiredService<IOptions<StompBrokerOptions>>().Value;
        Assert.Equal((7, 8), (options.Limits.MaxConnections, options.Limits.MaxSubscriptions));
        Assert.Single(app.Services.GetServices<IMessageBroker>());
        Assert.Single(app.Services.GetServices<InboundChannel>());
        Assert.Single(app.Services.GetServices<IHostedService>().OfType<BrokerLifetime>());
        Assert.IsType<PasscodeAuthenticator>(app.Services.GetRequiredService<SessionServices>().Authenticator);
    }

    [Fact]
    public async Task A_mistake_in_the_options_stops_the_start_with_its_name()
    {
        await using WebApplication app = StompHost.Build(broker => broker.Configure(options => options.Limits.MaxConnections = 0));

        OptionsValidationException refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.Contains("Limits.MaxConnections", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_AddStompBroker_MapStomp_says_what_was_forgotten()
    {
        await using WebApplication app = StompHost.Empty();

        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => app.MapStomp("/ws"));

        Assert.Contains("builder.Services.AddStompBroker()", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("MapStomp", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_AddStompBroker_UseStomp_says_what_was_forgotten()
    {
        await using WebApplication app = StompHost.Empty();
        var kestrel = new KestrelServerOptions { ApplicationServices = app.Services };
        InvalidOperationException? refusal = null;
        kestrel.ListenLocalhost(1, listen => refusal = Assert.Throws<InvalidOperationException>(() => listen.UseStomp()));

        Assert.Contains("before UseStomp", refusal?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapStomp_makes_an_endpoint_that_conventions_apply_to()
    {
        await using WebApplication app = StompHost.Build();
        app.MapStomp("/ws").WithMetadata("mine");
        app.MapStomp("/other", options => options.Compression = true);

        RouteEndpoint[] endpoints = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

        Assert.Equal(["/ws", "/other"], endpoints.Select(endpoint => endpoint.RoutePattern.RawText));
        Assert.Contains("mine", endpoints[0].Metadata);
        Assert.Contains("/ws", endpoints[0].DisplayName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_options_reach_the_sessions()
    {
        await using WebApplication app = StompHost.Build(broker => broker
            .UseMemoryBroker("/news", "/jobs/queue")
            .KeepHistory("/news/**", count: 5)
            .Configure(options =>
            {
                options.Selectors = true;
                options.Overflow["/news/prices"] = "drop-oldest";
                options.HeartBeat.Outgoing = TimeSpan.FromSeconds(3);
            }));

        SessionServices services = app.Services.GetRequiredService<SessionServices>();
        MemoryBrokerOptions memory = app.Services.GetRequiredService<IOptions<StompBrokerOptions>>().Value.Memory;
        Assert.True(services.Options.Selectors);
        Assert.Equal(OverflowPolicy.DropOldest, services.Options.OverflowFor("/news/prices"));
        Assert.Equal(TimeSpan.FromSeconds(3), services.Options.HeartBeat.Outgoing);
        Assert.Equal(["/news"], memory.TopicPrefixes);
        Assert.Equal(["/jobs/queue"], memory.QueuePrefixes);
        Assert.Equal((5, TimeSpan.FromMinutes(10)), (memory.History[0].MaxCount, memory.History[0].MaxAge));
        Assert.Equal("/jobs/queue/dead-letters", memory.DeadLetters);
        Assert.Null(services.Authenticator);
        Assert.NotNull(services.Inbound.Find("/news/a"u8));
        Assert.NotNull(services.Inbound.Find("/jobs/queue/a"u8));
        Assert.Null(services.Inbound.Find("/topic/a"u8));
        Assert.Null(services.Inbound.Find("/newsletter"u8));
    }

    [Fact]
    public async Task A_separator_counts_for_the_prefixes_too()
    {
        await using WebApplication app = StompHost.Build(broker => broker
            .UseMemoryBroker("topic", "queue").Configure(options => options.Memory.DestinationSeparator = '.'));

        Assert.NotNull(app.Services.GetRequiredService<SessionServices>().Inbound.Find("topic.a.b"u8));
    }

    [Fact]
    public async Task Services_of_the_applications_own_are_used_instead()
    {
        var clock = new FakeTimeProvider();
        var broker = Moq.Mock.Of<IMessageBroker>();
        await using WebApplication app = StompHost.Empty(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton(broker);
            services.AddStompBroker().AddUser("joe", "secret").UseAuthenticator<NobodyComesIn>();
        });

        SessionServices services = app.Services.GetRequiredService<SessionServices>();
        Assert.Same(clock, services.Time);
        Assert.Same(clock, services.Wheel.Time);
        Assert.Same(broker, app.Services.GetRequiredService<IMessageBroker>());
        Assert.IsType<NobodyComesIn>(services.Authenticator);
    }

    internal sealed class NobodyComesIn : IConnectAuthenticator
    {
        public ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken) => new(ConnectDecision.Refuse());
    }
}
