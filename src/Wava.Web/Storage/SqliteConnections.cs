using Microsoft.Data.Sqlite;

namespace Wava.Web.Storage;

/// <summary>Opens connections to a file, with the settings that the promises rest on.</summary>
internal sealed class SqliteConnections(StorageOptions options)
{
    /// <summary>The connection that changes the file. What it has committed is on disk.</summary>
    public SqliteConnection OpenWriter(string file)
    {
        SqliteConnection connection = Open(file, SqliteOpenMode.ReadWrite);
        Execute(connection, "PRAGMA journal_mode = WAL");
        // FULL: each commit is synced. (NORMAL would sync at checkpoints only.) fullfsync is for macOS, whose fsync stops at the drive's cache.
        Execute(connection, "PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1");
        // Checkpoints are made by SqliteLog. What the indexes of all rooms need, and what a savepoint may have to put back, stays in memory.
        Execute(connection, "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY");
        Execute(connection, $"PRAGMA foreign_keys = 1; PRAGMA journal_size_limit = {options.MaxWalSize}; PRAGMA trusted_schema = 0");
        return connection;
    }

    public SqliteConnection OpenReader(string file)
    {
        SqliteConnection connection = Open(file, SqliteOpenMode.ReadWrite);
        Execute(connection, "PRAGMA query_only = 1; PRAGMA trusted_schema = 0");
        return connection;
    }

    /// <summary>A connection that leaves the file exactly as it is, even when it is closed.</summary>
    public SqliteConnection OpenInspector(string file) => Open(file, SqliteOpenMode.ReadOnly);

    public static void Execute(SqliteConnection connection, string statement)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    public static object? Ask(SqliteConnection connection, string query)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar();
    }

    private SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
        }.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {(int)options.BusyTimeout.TotalMilliseconds}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
