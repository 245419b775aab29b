using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;

namespace Wava.Broker.Sessions;

/// <summary>Keeps what waits for all clients together within bounds: the slowest are cut off before the process runs out of memory.</summary>
/// <remarks>
/// Each outbox is bounded, but thousands of full ones are more than any machine has. Counting every append in one place would make all
/// publishers meet there; so the outboxes are added up every quarter of a second instead. What several clients share (one message to many) is counted for
/// each of them: the bound errs on the safe side.
/// </remarks>
internal sealed partial class OutboxBudget(SessionRegistry sessions, SessionServices services, ILogger<OutboxBudget> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly long _limit = services.Options.Limits.MaxOutboxSizeTotal > 0
        ? services.Options.Limits.MaxOutboxSizeTotal
        : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Adds up, and cuts off the fullest until four fifths of the bound are met again. Returns how many.</summary>
    internal int Enforce()
    {
        long total = 0;
        foreach (StompSession session in sessions.All) total += session.Outbox.Octets;
        if (total <= _limit) return 0;
        int cut = 0;
        foreach (StompSession session in sessions.All.OrderByDescending(each => each.Outbox.Octets).ToList())
        {
            if (total <= _limit / 5 * 4) break;
            total -= session.Outbox.Octets;
            cut++;
            session.FailSlow("all clients together have too much waiting for them, and this one the most (Limits.MaxOutboxSizeTotal)", "MaxOutboxSizeTotal");
        }

        LogOverBudget(logger, _limit, cut);
        return cut;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Enforce();
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    [LoggerMessage(EventIds.OutboxesOverBudget, LogLevel.Warning, "More than {Limit} octets waited for all clients together (Limits.MaxOutboxSizeTotal): the {Cut} slowest were cut off.")]
    private static partial void LogOverBudget(ILogger logger, long limit, int cut);
}
