using Microsoft.Extensions.Logging;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Security;

namespace Wava.Broker.Sessions;

/// <summary>What every session of a broker shares.</summary>
internal sealed record SessionServices(
    SessionOptions Options,
    InboundChannel Inbound,
    SessionRegistry Registry,
    TimerWheel Wheel,
    TimeProvider Time,
    StompMetrics Metrics,
    LogBudget LogBudget,
    IConnectAuthenticator? Authenticator,
    ILogger<StompSession> Logger);
