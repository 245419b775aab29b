using Microsoft.Data.Sqlite;

namespace Wava.Web.Storage;

/// <summary>A transaction of the writing connection, over and over again: its statements are prepared once.</summary>
internal sealed class SqliteTurn : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _mark;
    private readonly SqliteCommand _keep;
    private readonly SqliteCommand _undo;
    private readonly SqliteCommand _checkpoint;

    public SqliteTurn(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _mark = Prepare("SAVEPOINT change");
        _keep = Prepare("RELEASE change");
        _undo = Prepare("ROLLBACK TO change");
        _checkpoint = Prepare("PRAGMA wal_checkpoint(PASSIVE)");
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Makes a change. One that throws is undone, and the transaction goes on without it.</summary>
    /// <exception cref="SqliteException">The engine failed: the transaction is lost.</exception>
    public void Run(SqliteChange change)
    {
        _mark.ExecuteNonQuery();
        var sql = new Sql(_connection, null, isShared: false);
        Exception? failure = change.Run(sql);
        sql.End();
        if (failure is SqliteException engine && SqliteFailure.IsUnavailable(engine)) throw engine;
        if (failure is not null) _undo.ExecuteNonQuery();
        _keep.ExecuteNonQuery();
    }

    /// <summary>Brings into the file what no reader still needs in the log; if that is all, the log begins anew with the next change.</summary>
    public void Checkpoint() => _checkpoint.ExecuteNonQuery();

    /// <summary>Ends the log, if no reader still needs it; waits for none, since everybody who writes would wait too.</summary>
    public void TruncateLog()
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout";
        long patience = (long)command.ExecuteScalar()!;
        command.CommandText = $"PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = {patience}";
        command.ExecuteNonQuery();
    }

    /// <summary>Closes the connection; what it had begun is undone.</summary>
    public void Dispose()
    {
        foreach (SqliteCommand command in (SqliteCommand[])[_begin, _commit, _mark, _keep, _undo, _checkpoint]) command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Prepare(string statement)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = statement;
        command.Prepare();
        return command;
    }
}
