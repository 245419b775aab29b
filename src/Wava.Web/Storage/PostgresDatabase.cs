using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Wava.Web.Storage;

/// <summary>Keeps everything in a PostgreSQL database. It may go and come back: meanwhile nothing can be stored, afterwards it works again.</summary>
internal sealed partial class PostgresDatabase(
    IOptions<StorageOptions> options, IReadOnlyList<Migration> migrations, StorageMetrics metrics, StorageState state, TimeProvider time, ILogger<Database> logger) : Database
{
    /// <summary>How often a change may lose against others. Each time takes as long as PostgreSQL needs to find out (<c>deadlock_timeout</c>, a second).</summary>
    private const int MaxRaces = 5;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.Value.PostgreSQL) { ApplicationName = "Wava" });
    private string _description = "PostgreSQL";

    public override string Description => _description;

    public override Task<T> ReadAsync<T>(Func<Sql, Task<T>> query, CancellationToken stop = default) =>
        PersistAsync(connection => ReadAsync(connection, query), stop);

    public override Task<T> WriteAsync<T>(Func<Sql, Task<T>> change, CancellationToken stop = default) =>
        PersistAsync(connection => WriteAsync(connection, change), stop);

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task<T> ReadAsync<T>(NpgsqlConnection connection, Func<Sql, Task<T>> query)
    {
        // READ COMMITTED would show each statement another state.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        var sql = new Sql(connection, transaction, isShared: false);
        T result = await query(sql);
        sql.End();
        await transaction.CommitAsync();
        return result;
    }

    private async Task<T> WriteAsync<T>(NpgsqlConnection connection, Func<Sql, Task<T>> change)
    {
        // READ COMMITTED waits for a row that another changes, where the stricter levels would fail and have to begin anew. What a change must not see
        // move it asks for with Sql.TakeTurnAsync, or updates first.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        var sql = new Sql(connection, transaction, isShared: true);
        T result = await change(sql);
        sql.End();
        long began = time.GetTimestamp();
        try
        {
            await transaction.CommitAsync();
        }
        catch (Exception failure) when (!PostgresFailure.IsLostRace(failure) && PostgresFailure.IsUnavailable(failure))
        {
            // Nobody knows whether it was stored. Not made again: who asked for it does that, and is answered as once.
            state.Failed(failure);
            throw new StorageUnavailableException();
        }

        metrics.Committed(time.GetElapsedTime(began), 1);
        state.Worked();
        return result;
    }

    /// <summary>Does something on a connection; again on another one if that was lost, and again while other transactions win.</summary>
    private async Task<T> PersistAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken stop)
    {
        for ((int races, bool isLost) = (0, false); ;)
        {
            try
            {
                return await TryAsync(work, stop);
            }
            catch (Exception failure) when (PostgresFailure.IsLostRace(failure) && ++races < MaxRaces)
            {
                // Whoever won may not have woken up yet, and be overtaken by us and block us again.
            }
            catch (Exception failure) when (!isLost && PostgresFailure.IsDisconnection(failure))
            {
                // The pool may hold more connections to a server that is gone.
                _source.Clear();
                isLost = true;
            }
            catch (Exception failure) when (PostgresFailure.IsUnavailable(failure))
            {
                state.Failed(failure);
                throw new StorageUnavailableException();
            }
        }
    }

    private async Task<T> TryAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken stop)
    {
        await using NpgsqlConnection connection = await ConnectAsync(stop);
        return await work(connection);
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            return await _source.OpenConnectionAsync(stop);
        }
        catch (PostgresException refusal)
        {
            // Whatever the reason: to us it is a server that is not there.
            throw new NpgsqlException(refusal.MessageText, refusal);
        }
    }
}
