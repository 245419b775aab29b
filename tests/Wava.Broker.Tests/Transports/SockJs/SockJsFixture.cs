using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Wava.Broker.Diagnostics;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Diagnostics;
using Wava.Broker.Transports.SockJs;
using Wava.Testing;

namespace Wava.Broker.Tests.Transports.SockJs;

/// <summary>SockJS sessions without HTTP and without a running clock.</summary>
internal sealed class SockJsFixture : IDisposable
{
    private readonly TimerWheel _wheel;
    private readonly MeterProbe _meter = new();

    public SockJsFixture()
    {
        _wheel = new TimerWheel(Clock);
        Admission = new Admission(Limits);
        Services = new SockJsServices(
            Limits, Admission, Census, Budget, _wheel, Clock, new StompMetrics(_meter), new LogBudget(Clock, NullLogger<LogBudget>.Instance), Mock.Of<IServiceScopeFactory>(), NullLogger<SockJsEndpoint>.Instance);
    }

    public FakeTimeProvider Clock { get; } = new();

    public StompLimits Limits { get; } = new();

    public Admission Admission { get; }

    public SessionCensus Census { get; } = new();

    public WaitingBudget Budget { get; } = new(limit: 1000);

    public SockJsOptions Options { get; } = new();

    public SockJsServices Services { get; }

    public SessionTable Table { get; } = new();

    public FakePayload Payload { get; } = new();

    /// <summary>A session that is in the table, as after the first request.</summary>
    public SockJsConnection Open(ISockJsPayload? payload = null, TransportKind kind = TransportKind.Xhr, string id = "id")
    {
        Assert.Equal(AdmissionResult.Admitted, Admission.TryEnter("192.0.2.1"));
        var connection = new SockJsConnection(Services, Options, kind, user: null, "192.0.2.1", Table, id);
        Assert.True(Table.TryAdd(id, connection));
        connection.Start(payload ?? Payload);
        return connection;
    }

    public void Dispose()
    {
        _wheel.Dispose();
        _meter.Dispose();
    }
}
