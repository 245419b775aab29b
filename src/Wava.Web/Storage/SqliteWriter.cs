using System.Collections.Concurrent;
using Wava.Web.Hosting;
using Wava.Web.Problems;

namespace Wava.Web.Storage;

/// <summary>Makes all changes to the file, one after another, and lets those that wait together share a commit.</summary>
/// <remarks>
/// <para>
/// The price of a change is the sync of its commit: a millisecond or more, however small the change. So a transaction takes whatever has come while the one before it was
/// synced (group commit): the busier it gets, the more changes share a sync, and nobody waits for the sake of sharing.
/// </para>
/// <para>
/// Each change has a savepoint of its own. One that throws is undone alone. When the engine fails (disk full), the transaction is undone and each of its changes is tried
/// once more alone, so that one that is too large does not take the others with it. Nobody hears how a change ended before the commit, not even that it failed: what it
/// has seen of the others might be undone.
/// </para>
/// <para>SQLite blocks its thread while the disk works, so it gets one of its own; the thread pool stays free.</para>
/// </remarks>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    private readonly string _file;
    private readonly SqliteConnections _connections;
    private readonly StorageOptions _options;
    private readonly StorageMetrics _metrics;
    private readonly StorageState _state;
    private readonly TimeProvider _time;
    private readonly ILogger<Database> _logger;
    private readonly BlockingCollection<SqliteChange> _queue;
    private readonly List<SqliteChange> _batch = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly SqliteLog _log;
    private SqliteTurn? _turn;

    public SqliteWriter(string file, SqliteConnections connections, StorageOptions options, StorageMetrics metrics, StorageState state, TimeProvider time, ILogger<Database> logger)
    {
        (_file, _connections, _options, _metrics, _state, _time, _logger) = (file, connections, options, metrics, state, time, logger);
        _queue = new BlockingCollection<SqliteChange>(options.MaxQueue);
        _turn = new SqliteTurn(connections.OpenWriter(file));
        _log = new SqliteLog(file, connections, options, logger);
        metrics.WatchQueue(() => _queue.Count);
        _thread = new Thread(Work) { Name = "Storage", IsBackground = true };
        _thread.Start();
    }

    public Task<T> WriteAsync<T>(Func<Sql, Task<T>> change, CancellationToken stop)
    {
        if (Thread.CurrentThread == _thread) throw new InvalidOperationException("A change cannot wait for another change: make it part of the first.");
        // Whoever has given up already must not win against the thread that takes the change.
        if (stop.IsCancellationRequested) return Task.FromCanceled<T>(stop);
        var waiting = new SqliteChange<T>(change);
        if (TryEnqueue(waiting)) return waiting.WaitAsync(stop);
        LogQueueFull(_logger, _options.MaxQueue);
        throw new ProblemException(ProblemCode.Busy, StatusCodes.Status503ServiceUnavailable, "Too much is being stored at the moment.", "Try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(1) };
    }

    /// <summary>Makes the changes that still wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _ended.Task;
        await _log.DisposeAsync();
        _queue.Dispose();
    }

    private bool TryEnqueue(SqliteChange change)
    {
        try
        {
            return _queue.TryAdd(change);
        }
        catch (InvalidOperationException)
        {
            // Closed, just now or before.
            throw new StorageUnavailableException();
        }
    }

    private void Work()
    {
        foreach (SqliteChange first in _queue.GetConsumingEnumerable())
        {
            _batch.Clear();
            if (TryCommit(first, _options.MaxChangesPerCommit)) continue;
            SqliteChange[] again = [.. _batch];
            foreach (SqliteChange change in again)
            {
                _batch.Clear();
                if (again.Length == 1 || !TryCommit(change, 1)) change.Fail(new StorageUnavailableException());
            }
        }

        _turn?.Dispose();
        _ended.SetResult();
    }

    /// <summary>Makes a change, and those that wait behind it, and commits them. False: the engine failed, and nothing is stored.</summary>
    private bool TryCommit(SqliteChange first, int most)
    {
        try
        {
            _turn ??= new SqliteTurn(_connections.OpenWriter(_file));
            SqliteChange? next = first;
            while (next is not null)
            {
                if (next.TryBegin())
                {
                    if (_batch.Count == 0) _turn.Begin();
                    _batch.Add(next);
                    _turn.Run(next);
                }

                if (_batch.Count >= most || !_queue.TryTake(out next)) break;
            }

            if (_batch.Count == 0) return true;
            long began = _time.GetTimestamp();
            _turn.Commit();
            _metrics.Committed(_time.GetElapsedTime(began), _batch.Count);
        }
        catch (Exception failure)
        {
            // Begun anew: a connection whose disk has failed cannot be relied on.
            _state.Failed(failure);
            _turn?.Dispose();
            _turn = null;
            if (_batch.Count == 0) _batch.Add(first);
            return false;
        }

        _state.Worked();
        foreach (SqliteChange change in _batch) change.Complete();
        _log.Tend(_turn);
        return true;
    }

    [LoggerMessage(EventIds.StorageQueueFull, LogLevel.Warning, "{Waiting} changes wait to be stored (Storage:MaxQueue). Further ones are refused as busy.")]
    private static partial void LogQueueFull(ILogger logger, int waiting);
}
