using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Wava.Web.Storage;

/// <summary>Reads from the file beside the writer, a few at a time, each in a transaction: it sees the state of one moment.</summary>
internal sealed class SqliteReaders(string file, SqliteConnections connections, StorageOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Readers, options.Readers);
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _isDisposed;

    public async Task<T> ReadAsync<T>(Func<Sql, Task<T>> query, CancellationToken stop)
    {
        await _free.WaitAsync(stop);
        SqliteConnection? connection = null;
        try
        {
            if (!_idle.TryTake(out connection)) connection = connections.OpenReader(file);
            await using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
            var sql = new Sql(connection, transaction, isShared: false);
            T result = await query(sql);
            sql.End();
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        catch (SqliteException failure) when (SqliteFailure.IsUnavailable(failure))
        {
            connection?.Dispose();
            connection = null;
            throw;
        }
        finally
        {
            if (connection is not null) _idle.Add(connection);
            if (_isDisposed) Close();
            _free.Release();
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        Close();
    }

    private void Close()
    {
        while (_idle.TryTake(out SqliteConnection? connection)) connection.Dispose();
    }
}
