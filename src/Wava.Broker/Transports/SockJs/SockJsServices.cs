using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.SockJs;

/// <summary>What all SockJS endpoints of an application share.</summary>
internal sealed record SockJsServices(
    StompLimits Limits,
    Admission Admission,
    SessionCensus Census,
    WaitingBudget Budget,
    TimerWheel Wheel,
    TimeProvider Time,
    StompMetrics Metrics,
    LogBudget LogBudget,
    IServiceScopeFactory Scopes,
    ILogger<SockJsEndpoint> Logger);
