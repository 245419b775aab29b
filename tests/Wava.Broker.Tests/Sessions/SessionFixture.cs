using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Wava.Broker.Brokers;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Channels;
using Wava.Broker.Destinations;
using Wava.Broker.Diagnostics;
using Wava.Broker.Events;
using Wava.Broker.Security;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Diagnostics;
using Wava.Broker.Transports.Tcp;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

/// <summary>A whole broker without a host, a socket or a running clock: clients come in over memory.</summary>
internal sealed class SessionFixture : IAsyncDisposable
{
    private readonly List<Task> _running = [];
    private SessionServices? _services;
    private MemoryBroker? _broker;
    private Admission? _admission;
    private TimerWheel? _wheel;

    public FakeTimeProvider Clock { get; } = new();

    public MeterProbe Meter { get; } = new();

    public StompLimits Limits { get; } = new();

    public HeartBeatOptions HeartBeat { get; } = new();

    public MemoryBrokerOptions Memory { get; } = new();

    public bool Selectors { get; init; }

    public IConnectAuthenticator? Authenticator { get; init; }

    /// <summary>Routes that come before the broker's.</summary>
    public List<IMessageRoute> Routes { get; } = [];

    public List<(string Pattern, OverflowPolicy Policy)> Overflow { get; } = [];

    public string[] VirtualHosts { get; init; } = [];

    public SessionRegistry Registry { get; } = new();

    public ILogger<StompSession> Logger { get; init; } = NullLogger<StompSession>.Instance;

    public Admission Admission => _admission ??= new Admission(Limits);

    public BrokerChannel Channel => field ??= new BrokerChannel(Interceptors.OfType<IBrokerInterceptor>());

    public List<IChannelInterceptor> Interceptors { get; } = [];

    public List<ISessionObserver> Observers { get; } = [];

    public IDestinationGuard? Guard { get; init; }

    public StompEvents Events { get; init; } = StompEvents.None;

    public IStompErrorHandler? ErrorHandler { get; init; }

    public IServiceScopeFactory? Scopes { get; init; }

    public bool SoftRefusals { get; init; }

    public bool ReportErrors { get; init; } = true;

    public MemoryBroker Broker => _broker ??= new MemoryBroker(Memory, Clock);

    public SessionServices Services => _services ??= new SessionServices(
        new Wava.Broker.Sessions.SessionOptions
        {
            Limits = Limits,
            HeartBeat = HeartBeat,
            Selectors = Selectors,
            VirtualHosts = VirtualHosts,
            SoftRefusals = SoftRefusals,
            ReportErrors = ReportErrors,
            RenewDestination = "/app/sign-in"u8.ToArray(),
            DestinationSeparator = Memory.DestinationSeparator,
            Overflow = [.. Overflow.Select(each => (Pattern(each.Pattern), each.Policy))],
        },
        new InboundChannel(
            [.. Routes, new BrokerRoute(Broker, Channel, [.. Memory.TopicPrefixes, .. Memory.QueuePrefixes])],
            Interceptors.OfType<IInboundInterceptor>(),
            Guard),
        Registry,
        _wheel = new TimerWheel(Clock),
        Clock,
        new StompMetrics(Meter),
        new LogBudget(Clock, NullLogger<LogBudget>.Instance),
        Authenticator,
        Logger)
    {
        Outbound = Interceptors.OfType<IOutboundInterceptor>().Any() ? new OutboundChannel(Interceptors.OfType<IOutboundInterceptor>(), NullLogger<OutboundChannel>.Instance) : null,
        Events = Events,
        Observers = Observers,
        ErrorHandler = ErrorHandler,
        Scopes = Scopes,
    };

    /// <summary>Opens a connection over the TCP transport; nothing has been said on it.</summary>
    public StompTestClient Open(PipeOptions? options = null) => Open(new MemoryConnection(options));

    public StompTestClient Open(MemoryConnection connection)
    {
        var handler = new StompConnectionHandler(Services, Admission, NullLogger<StompConnectionHandler>.Instance);
        Track(RunAsync());
        return new StompTestClient(connection.Client);

        async Task RunAsync()
        {
            await handler.OnConnectedAsync(connection);
            connection.End();
        }
    }

    /// <summary>Opens a connection and makes the session.</summary>
    public async Task<StompTestClient> ConnectAsync(string? version = "1.2", PipeOptions? options = null, string? heartBeat = null)
    {
        StompTestClient client = Open(options);
        await client.ConnectAsync(version, heartBeat: heartBeat);
        return client;
    }

    /// <summary>Expects the server to end the connection by itself. The clock goes on meanwhile.</summary>
    public async Task ExpectEndAsync(StompTestClient client)
    {
        Task<int?> closed = client.ExpectClosedAsync();
        await Eventually.IsTrue(
            () =>
            {
                Clock.Advance(TimeSpan.FromMilliseconds(100));
                return closed.IsCompleted;
            },
            "the server closed the connection");
        await closed;
    }

    public void Track(Task task) => _running.Add(task);

    public async ValueTask DisposeAsync()
    {
        await Eventually.IsTrue(
            () =>
            {
                foreach (StompSession session in Registry.All) session.Leave();
                Clock.Advance(TimeSpan.FromSeconds(3));
                return _running.TrueForAll(each => each.IsCompleted);
            },
            "all connections ended");
        await Task.WhenAll(_running);
        _wheel?.Dispose();
        _broker?.Dispose();
        Meter.Dispose();
    }

    private DestinationPattern Pattern(string text)
    {
        Assert.True(DestinationPattern.TryParse(text, Memory.DestinationSeparator, out DestinationPattern? pattern, out string? error), error);
        return pattern!;
    }
}
