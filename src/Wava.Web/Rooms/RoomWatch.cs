using Microsoft.Extensions.Options;
using Wava.Broker.Sessions;
using Wava.Web.Hosting;

namespace Wava.Web.Rooms;

/// <summary>Looks again and again whether those who listen to rooms still may, since another process may have changed that; and who has given up waiting.</summary>
internal sealed partial class RoomWatch(
    RoomListeners listeners, RoomMemory memory, WaitingRoom waitingRoom, IOptions<RoomOptions> options, TimeProvider time, ILogger<RoomWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Twice in the time after which a change must be noticed: what is younger than half of it now is looked at the next time.
        TimeSpan pause = options.Value.RefreshAfter / 2;
        long expiredUntil = (time.GetUtcNow() - options.Value.KnockLifetime).ToStored();
        using var timer = new PeriodicTimer(pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(pause, stoppingToken);
                expiredUntil = await waitingRoom.ExpireAsync(expiredUntil, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, e);
            }
        }
    }

    /// <summary>Compares who listens with who may.</summary>
    private async Task LookAsync(TimeSpan maxAge, CancellationToken stop)
    {
        foreach (IGrouping<string, Subscription> room in listeners.ByRoom())
        {
            RoomState? state = await memory.GetAsync(room.Key, maxAge, stop);
            foreach (Subscription subscription in room)
            {
                if (state?.Find(subscription.Session.User?.Identity?.Name ?? "") is null) await listeners.RevokeAsync(subscription);
            }
        }
    }

    [LoggerMessage(EventIds.RoomWatchFailed, LogLevel.Warning, "Whether those who listen to rooms still may could not be looked at. It is tried again in a moment.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
