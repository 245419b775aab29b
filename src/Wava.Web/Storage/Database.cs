namespace Wava.Web.Storage;

/// <summary>Where everything is kept. The features write their own SQL, of the kind that SQLite and PostgreSQL both understand.</summary>
/// <remarks>
/// <para>
/// Names are snake_case and match properties without regard to underscores. Times are milliseconds since 1970 (<c>BIGINT</c>), yes and no are 1 and 0 (<c>INTEGER</c>),
/// ids are text. Conflicts are met with <c>ON CONFLICT</c>, not with exceptions.
/// </para>
/// <para>
/// On SQLite one change runs after another. On PostgreSQL they run at the same time (READ COMMITTED): rows that a change has updated are its own until its end, but what it
/// has only read may be changed by others. A change that counts or looks before it writes says <see cref="Sql.TakeTurnAsync"/> first.
/// </para>
/// </remarks>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>Which engine, which version, where: a line for the log.</summary>
    public abstract string Description { get; }

    /// <summary>Opens it, checks it and brings it up to date.</summary>
    /// <exception cref="StorageException">It is not usable; the message is a sentence for the person who starts the program.</exception>
    public abstract Task StartAsync(CancellationToken stop);

    /// <summary>Reads. What it sees is one consistent state.</summary>
    /// <param name="query">The query. May be called again when the connection was lost.</param>
    /// <param name="stop">Gives up waiting for a connection.</param>
    /// <exception cref="StorageUnavailableException">It cannot be reached now.</exception>
    public abstract Task<T> ReadAsync<T>(Func<Sql, Task<T>> query, CancellationToken stop = default);

    /// <summary>Changes something, all of it or nothing. When this completes, it is on disk.</summary>
    /// <param name="change">
    /// The change. It may await nothing but what it asks of its <see cref="Sql"/>: others wait for their turn, and share the commit.
    /// May be called again when the transaction was lost through no fault of its own.
    /// </param>
    /// <param name="stop">Gives up waiting for the turn. What has begun is finished.</param>
    /// <exception cref="StorageUnavailableException">It could not be stored; as far as can be known, nothing was.</exception>
    public abstract Task<T> WriteAsync<T>(Func<Sql, Task<T>> change, CancellationToken stop = default);

    public abstract ValueTask DisposeAsync();
}
