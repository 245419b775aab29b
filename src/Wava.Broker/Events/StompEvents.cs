using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;

namespace Wava.Broker.Events;

/// <summary>Tells those who want to hear of events, each event in a service scope of its own.</summary>
internal sealed partial class StompEvents
{
    /// <summary>Nobody wants to hear of anything.</summary>
    public static readonly StompEvents None = new();

    private readonly IServiceScopeFactory? _scopes;
    private readonly ILogger? _logger;
    private readonly FrozenSet<Type> _wanted = [];

    public StompEvents(IServiceScopeFactory scopes, IServiceProviderIsService services, ILogger<StompEvents> logger)
    {
        (_scopes, _logger) = (scopes, logger);
        var wanted = new List<Type>();
        AddIf<SessionConnected>();
        AddIf<SessionSubscribed>();
        AddIf<SessionUnsubscribed>();
        AddIf<SessionDisconnected>();
        AddIf<AccessRefused>();
        AddIf<LimitReached>();
        AddIf<BrokerAvailabilityChanged>();
        _wanted = wanted.ToFrozenSet();

        void AddIf<TEvent>()
            where TEvent : StompEvent
        {
            if (services.IsService(typeof(IStompEventHandler<TEvent>))) wanted.Add(typeof(TEvent));
        }
    }

    private StompEvents()
    {
    }

    /// <summary>Whether anybody wants to hear of such events; else none need be made.</summary>
    public bool Wants<TEvent>()
        where TEvent : StompEvent => _wanted.Contains(typeof(TEvent));

    /// <summary>Tells of an event. Completed: everybody has heard. Never fails.</summary>
    public ValueTask RaiseAsync<TEvent>(TEvent happened, CancellationToken stop = default)
        where TEvent : StompEvent => Wants<TEvent>() ? TellAsync(happened, stop) : default;

    /// <summary>Tells of an event in nobody's order, without being waited for.</summary>
    public void RaiseLater<TEvent>(TEvent happened)
        where TEvent : StompEvent
    {
        if (Wants<TEvent>()) ThreadPool.QueueUserWorkItem(static state => _ = state.Events.TellAsync(state.Happened, default).AsTask(), (Events: this, Happened: happened), preferLocal: false);
    }

    private async ValueTask TellAsync<TEvent>(TEvent happened, CancellationToken stop)
        where TEvent : StompEvent
    {
        try
        {
            await using AsyncServiceScope scope = _scopes!.CreateAsyncScope();
            foreach (IStompEventHandler<TEvent> handler in scope.ServiceProvider.GetServices<IStompEventHandler<TEvent>>())
            {
                try
                {
                    await handler.HandleAsync(happened, stop);
                }
                catch (Exception e)
                {
                    LogFailed(_logger!, e, typeof(TEvent).Name);
                }
            }
        }
        catch (Exception e)
        {
            // A handler that cannot be made must not disturb whoever the event is about.
            LogFailed(_logger!, e, typeof(TEvent).Name);
        }
    }

    [LoggerMessage(EventIds.EventHandlerFailed, LogLevel.Error, "A handler of {Event} failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string @event);
}
