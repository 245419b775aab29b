using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Handlers;

/// <summary>What it takes to run handlers.</summary>
internal sealed record RunnerServices(
    HandlerOptions Options,
    IHandlerTable Table,
    Publisher Publisher,
    IUserMessenger Users,
    AnswerEncoder Encode,
    MessageSequence Sequence,
    IServiceScopeFactory Scopes,
    TimeProvider Time,
    StompMetrics Metrics,
    LogBudget LogBudget,
    ILogger<HandlerRoute> Logger)
{
    /// <summary>What separates the segments of a destination, besides the slash.</summary>
    public char Separator { get; init; } = '/';

    /// <summary>Filters that stand around all handlers, outermost first.</summary>
    public IReadOnlyList<IMessageFilterMetadata> Filters { get; init; } = [];

    /// <summary>Makes the check that a handler's metadata demand; null where they demand none.</summary>
    public Func<HandlerDescriptor, HandlerCheck?> Authorize { get; init; } = static _ => null;

    /// <summary>Tells a client that a stream, which went on after its subscription had been answered, has failed.</summary>
    public Action<Subscription, ErrorReport> Report { get; init; } = static (_, _) => { };
}
