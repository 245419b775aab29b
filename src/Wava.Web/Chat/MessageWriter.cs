using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Wava.Web.Hosting;
using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Chat;

/// <summary>Stores what people write, lets the senders know, and tells the rooms: what is receipted is on disk, and everybody hears it in the order of the sequence.</summary>
/// <remarks>
/// Two loops. The first takes whatever waits, stores it as one change, and lets the senders know; so the busier it gets, the fewer syncs a message costs. The second tells
/// the rooms what is stored, each room all of it at once, while the first one is at the next batch. One of each in a process, so no two messages can overtake each other.
/// A sender does not wait for the telling: in a large room that is most of the work.
/// </remarks>
internal sealed partial class MessageWriter(
    Database database, RoomMemory memory, RoomNews news, ChatMetrics metrics, IOptions<ChatOptions> options, TimeProvider time, ILogger<MessageWriter> logger) : IHostedService
{
    private readonly Channel<ChatJob> _waiting = Channel.CreateBounded<ChatJob>(new BoundedChannelOptions(options.Value.MaxWaiting) { SingleReader = true });
    private readonly Channel<StoredBatch> _stored = Channel.CreateBounded<StoredBatch>(new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });

    private readonly UntoldRooms _untold = new();
    private Task _loops = Task.CompletedTask;

    /// <summary>How much waits to be stored.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>Completes when the job is on disk. Whoever is to hear of it hears soon after.</summary>
    /// <exception cref="Problems.ProblemException">It was not stored.</exception>
    public Task WriteAsync(ChatJob job)
    {
        if (_waiting.Writer.TryWrite(job)) return job.End;
        // Full, or the application ends.
        throw ChatProblems.Busy();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.WatchQueue(() => Waiting);
        _loops = Task.WhenAll(Task.Run(StoreAsync, CancellationToken.None), Task.Run(TellAsync, CancellationToken.None));
        return Task.CompletedTask;
    }

    /// <summary>Stores and tells what waits, and takes no more.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        return _loops.WaitAsync(cancellationToken);
    }

    private async Task StoreAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var jobs = new List<ChatJob>();
            while (jobs.Count < options.Value.MaxTogether && _waiting.Reader.TryRead(out ChatJob? job)) jobs.Add(job);
            await StoreAsync(jobs);
        }

        _stored.Writer.Complete();
    }

    private async Task StoreAsync(List<ChatJob> jobs)
    {
        try
        {
            long now = time.GetUtcNow().ToStored();
            StoredBatch batch = await database.WriteAsync(sql => new MessageStore(sql, jobs, memory, _untold, now).StoreAsync());
            _untold.Heard();
            metrics.Stored(batch.Count);
            foreach (ChatJob job in jobs) job.Complete(batch.ProblemOf(job));
            await _stored.Writer.WriteAsync(batch);
        }
        catch (Problems.ProblemException problem)
        {
            _untold.Doubt();
            foreach (ChatJob job in jobs) job.Complete(problem);
        }
        catch (Exception failure) when (jobs.Count > 1)
        {
            // Something that nobody thought of is in one of them. The others shall not suffer for it.
            _untold.Doubt();
            LogBatchFailed(logger, jobs.Count, failure);
            foreach (ChatJob job in jobs) await StoreAsync([job]);
        }
        catch (Exception failure)
        {
            _untold.Doubt();
            jobs[0].Fail(failure);
        }
    }

    private async Task TellAsync()
    {
        await foreach (StoredBatch batch in _stored.Reader.ReadAllAsync())
        {
            foreach ((string room, List<MessageNews> messages) in batch.News) await TellAsync(room, messages);
        }
    }

    private async Task TellAsync(string room, List<MessageNews> messages)
    {
        try
        {
            await news.TellAllAsync(room, messages);
        }
        catch (Exception failure)
        {
            // They are stored; who has not heard them finds them in the history.
            LogNotTold(logger, room, failure);
        }
    }

    [LoggerMessage(EventIds.MessageNotTold, LogLevel.Warning, "Messages are stored, but room {Room} could not be told.")]
    private static partial void LogNotTold(ILogger logger, string room, Exception failure);

    [LoggerMessage(EventIds.MessageBatchFailed, LogLevel.Error, "{Count} messages could not be stored together; each is tried alone.")]
    private static partial void LogBatchFailed(ILogger logger, int count, Exception failure);
}
