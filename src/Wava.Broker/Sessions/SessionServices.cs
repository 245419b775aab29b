using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Events;
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
    ILogger<StompSession> Logger)
{
    /// <summary>Who stands between publishers and outboxes; null: nobody.</summary>
    public OutboundChannel? Outbound { get; init; }

    /// <summary>Who wants to hear of what happens.</summary>
    public StompEvents Events { get; init; } = StompEvents.None;

    /// <summary>Who must know of sessions before anything else happens to them.</summary>
    public IReadOnlyList<ISessionObserver> Observers { get; init; } = [];

    /// <summary>By which name a session's user is addressed.</summary>
    public Func<StompSession, string?> UserNameOf { get; init; } = static session => session.User?.Identity?.Name;

    /// <summary>Who has the last word on ERROR frames.</summary>
    public IStompErrorHandler? ErrorHandler { get; init; }

    /// <summary>Makes the sessions' own services.</summary>
    public IServiceScopeFactory? Scopes { get; init; }
}
