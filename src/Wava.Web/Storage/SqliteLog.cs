using Microsoft.Data.Sqlite;
using Wava.Web.Hosting;

namespace Wava.Web.Storage;

/// <summary>Brings what SQLite's log holds into the file, so that the log begins anew before it is large.</summary>
/// <remarks>
/// The problem: a checkpoint writes and syncs each page that some dozen commits have changed. That takes tens of milliseconds, and SQLite, left to itself, lets the next
/// change wait. The idea: it happens on another thread and another connection, while commits go on at the end of the log; what these have added meanwhile is little, and the
/// writing thread brings it in itself. Then the log begins anew. A reader that looks at an old state holds this up; if the log gets too large, it is ended as soon as that
/// reader is gone. The cost: one more connection.
/// </remarks>
internal sealed partial class SqliteLog(string file, SqliteConnections connections, StorageOptions options, ILogger<Database> logger) : IAsyncDisposable
{
    private const int CommitsPerCheckpoint = 64;
    private SqliteConnection? _connection;
    private Task _checkpoint = Task.CompletedTask;
    private bool _isRestDue;
    private int _commits;

    /// <summary>Does what is due after a commit, on the thread that has made it.</summary>
    public void Tend(SqliteTurn turn)
    {
        _commits++;
        if (!_checkpoint.IsCompleted) return;
        try
        {
            if (_isRestDue) turn.Checkpoint();
            _isRestDue = false;
            if (Length > options.MaxWalSize) turn.TruncateLog();
        }
        catch (SqliteException failure)
        {
            LogNotShortened(logger, failure);
        }

        if (_commits < CommitsPerCheckpoint) return;
        _commits = 0;
        _isRestDue = true;
        _checkpoint = Task.Run(Checkpoint);
    }

    /// <summary>Lets a checkpoint end. Nothing is tended any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _checkpoint;
        _connection?.Dispose();
    }

    private long Length => new FileInfo(file + "-wal") is { Exists: true } log ? log.Length : 0;

    private void Checkpoint()
    {
        try
        {
            _connection ??= connections.OpenWriter(file);
            SqliteConnections.Execute(_connection, "PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException failure)
        {
            // A connection whose disk has failed cannot be relied on.
            _connection?.Dispose();
            _connection = null;
            LogNotShortened(logger, failure);
        }
    }

    [LoggerMessage(EventIds.WalNotShortened, LogLevel.Warning, "The database's log could not be brought into the file and goes on growing.")]
    private static partial void LogNotShortened(ILogger logger, SqliteException failure);
}
