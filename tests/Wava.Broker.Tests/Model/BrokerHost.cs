using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Wava.Broker.Brokers;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Model;

/// <summary>A whole broker without a web server: what sessions need, put together as the host does it.</summary>
internal sealed class BrokerHost : IDisposable
{
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TimerWheel _wheel;

    public BrokerHost(MemoryBrokerOptions options)
    {
        var time = new FakeTimeProvider();
        Broker = new MemoryBroker(options, time);
        _wheel = new TimerWheel(time);
        var route = new BrokerRoute(Broker, new BrokerChannel([]), [.. options.TopicPrefixes, .. options.QueuePrefixes]);
        Services = new SessionServices(
            new SessionOptions { Selectors = true }, new InboundChannel([route]), Registry, _wheel, time,
            new StompMetrics(_metrics.GetRequiredService<IMeterFactory>()), new LogBudget(time, NullLogger<LogBudget>.Instance),
            Authenticator: null, NullLogger<StompSession>.Instance);
    }

    public MemoryBroker Broker { get; }

    public SessionRegistry Registry { get; } = new();

    public SessionServices Services { get; }

    public void Dispose()
    {
        _wheel.Dispose();
        Broker.Dispose();
        Services.Metrics.Dispose();
        _metrics.Dispose();
    }
}
