using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Wava.Web.Storage;

/// <summary>Keeps everything in one file, without any other service. One process at a time; changes follow each other, reads go on beside them.</summary>
internal sealed class SqliteDatabase(
    IOptions<StorageOptions> options, IReadOnlyList<Migration> migrations, StorageMetrics metrics, StorageState state, TimeProvider time, ILogger<Database> logger) : Database
{
    private readonly StorageOptions _options = options.Value;
    private string _description = "SQLite";
    private IDisposable? _lock;
    private SqliteWriter? _writer;
    private SqliteReaders? _readers;

    public override string Description => _description;

    public override async Task StartAsync(CancellationToken stop)
    {
        string library = NativeSqlite.Load();
        string folder = StorageFolder.Prepare(_options.Folder);
        string path = Path.Combine(folder, "wava.db");
        _description = $"{library} at {path}";
        _lock = StorageFolder.Lock(folder);
        try
        {
            var connections = new SqliteConnections(_options);
            await new SqliteFile(path, connections, new SchemaVersion(migrations, time), logger).PrepareAsync();
            _writer = new SqliteWriter(path, connections, _options, metrics, state, time, logger);
            _readers = new SqliteReaders(path, connections, _options);
        }
        catch (SqliteException failure)
        {
            throw new StorageException($"{path} cannot be opened: {failure.Message}", failure);
        }
        finally
        {
            if (_readers is null) _lock.Dispose();
        }
    }

    public override async Task<T> ReadAsync<T>(Func<Sql, Task<T>> query, CancellationToken stop = default)
    {
        try
        {
            return await (_readers ?? throw NotStarted()).ReadAsync(query, stop);
        }
        catch (SqliteException failure) when (SqliteFailure.IsUnavailable(failure))
        {
            state.Failed(failure);
            throw new StorageUnavailableException();
        }
    }

    public override Task<T> WriteAsync<T>(Func<Sql, Task<T>> change, CancellationToken stop = default) => (_writer ?? throw NotStarted()).WriteAsync(change, stop);

    public override async ValueTask DisposeAsync()
    {
        if (_writer is not null) await _writer.DisposeAsync();
        _readers?.Dispose();
        _lock?.Dispose();
    }

    private static InvalidOperationException NotStarted() => new("The storage has not been opened yet.");
}
