using Wava.Web.Hosting;
using Wava.Web.Rooms;
using Wava.Web.Signaling.News;

namespace Wava.Web.Signaling;

/// <summary>A call that goes on: tells what its state machine says, in order, and watches the time of those who are away.</summary>
internal sealed partial class ActiveCall : IDisposable
{
    private readonly RoomNews _news;
    private readonly SignalingMetrics _metrics;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ITimer _timer;

    /// <summary>Begins a call.</summary>
    /// <param name="call">Who is in it.</param>
    /// <param name="news">Tells the room.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="expired">Called when somebody has been away for long enough to be given up.</param>
    /// <param name="logger">Hears of what could not be told.</param>
    public ActiveCall(RoomCall call, RoomNews news, SignalingMetrics metrics, TimeProvider time, Func<ActiveCall, Task> expired, ILogger logger)
    {
        (Call, _news, _metrics, _logger) = (call, news, metrics, logger);
        _timer = time.CreateTimer(_ => _ = expired(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public RoomCall Call { get; }

    /// <summary>Tells everything that is to be told. Completed: all that had happened before the call has its place in everybody's order.</summary>
    public async Task FlushAsync()
    {
        await _turn.WaitAsync();
        try
        {
            while (Call.TryTake(out CallEvent? next)) await TellAsync(next);
        }
        finally
        {
            _turn.Release();
        }

        Watch();
    }

    public void Dispose() => _timer.Dispose();

    private async ValueTask TellAsync(CallEvent told)
    {
        try
        {
            if (told.To is { } link)
            {
                await SendAsync(link, told.News);
                return;
            }

            _metrics.Told(told.News);
            foreach (PeerLink each in told.Listeners) await each.SendAsync(told.News);
            await _news.TellAsync(Call.Room, told.News);
        }
        catch (Exception e)
        {
            // One that cannot be told must not keep the others.
            LogUntold(_logger, e, told.News.GetType().Name);
        }
    }

    private async ValueTask SendAsync(PeerLink link, CallNews news)
    {
        if (await link.SendAsync(news) || news is not PeerSignal signal) return;
        if (!Call.GiveBack(link, signal)) _metrics.Refused("not-delivered");
    }

    // A timer may fire a moment early by the clock's timestamps: then it is set again.
    private void Watch()
    {
        TimeSpan next = Call.NextExpiry is { } left ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.TotalMilliseconds))) : Timeout.InfiniteTimeSpan;
        try
        {
            _timer.Change(next, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // It is over, and nobody is away.
        }
    }

    [LoggerMessage(EventIds.CallNewsUntold, LogLevel.Error, "{News} of a call could not be told.")]
    private static partial void LogUntold(ILogger logger, Exception exception, string news);
}
