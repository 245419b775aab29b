using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Storage;

/// <summary>A storage without the application around it: opened, closed and opened again as often as a test likes.</summary>
internal sealed class OwnStorage : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings = [];
    private ServiceProvider? _services;

    private OwnStorage(string folder, string? postgres) => (Folder, Postgres) = (folder, postgres);

    public string Folder { get; }

    public string? Postgres { get; }

    public string File => Path.Combine(Folder, "wava.db");

    public Database Database => _services!.GetRequiredService<Database>();

    public IServiceProvider Services => _services!;

    /// <summary>The steps of the schema, where a test brings its own.</summary>
    public IReadOnlyList<Migration>? Migrations { get; set; }

    /// <summary>An empty storage that is not open yet.</summary>
    public static async Task<OwnStorage> MakeAsync(StorageEngine engine, params (string Key, string Value)[] settings)
    {
        var storage = new OwnStorage(
            Directory.CreateTempSubdirectory("wava-storage-").FullName,
            engine == StorageEngine.PostgreSQL ? await PostgresServer.CreateDatabaseAsync() : null);
        storage._settings["Storage:Folder"] = storage.Folder;
        storage._settings["Storage:PostgreSQL"] = storage.Postgres;
        foreach ((string key, string value) in settings) storage._settings[key] = value;
        return storage;
    }

    /// <summary>An open storage with a table to write into.</summary>
    public static async Task<OwnStorage> OpenAsync(StorageEngine engine, params (string Key, string Value)[] settings)
    {
        OwnStorage storage = await MakeAsync(engine, settings);
        await storage.OpenAsync();
        await storage.Database.WriteAsync(sql => sql.ExecuteAsync("CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT, number BIGINT NOT NULL DEFAULT 0)"));
        return storage;
    }

    public async Task OpenAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddSingleton(TimeProvider.System);
        services.AddStorage(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        if (Migrations is not null) services.Replace(ServiceDescriptor.Singleton(Migrations));
        _services = services.BuildServiceProvider();
        try
        {
            await Database.StartAsync(CancellationToken.None);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    public async Task CloseAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        _services = null;
    }

    /// <summary>Looks into the database, or does something to it, past the program.</summary>
    public async Task<object?> AskDirectlyAsync(string statement)
    {
        if (Postgres is not null)
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(Postgres);
            await using NpgsqlCommand command = source.CreateCommand(statement);
            return await command.ExecuteScalarAsync();
        }

        await using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        await connection.OpenAsync();
        await using SqliteCommand asked = connection.CreateCommand();
        asked.CommandText = statement;
        return await asked.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (Postgres is not null) await PostgresServer.DropDatabaseAsync(Postgres);
        Directory.Delete(Folder, recursive: true);
    }
}
