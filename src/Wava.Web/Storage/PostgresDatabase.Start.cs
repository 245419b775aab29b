using System.Net.Sockets;
using Dapper;
using Npgsql;
using Wava.Web.Hosting;

namespace Wava.Web.Storage;

internal sealed partial class PostgresDatabase
{
    /// <summary>The key of the lock under which the schema is changed: by one process at a time.</summary>
    private const long SchemaLock = 0x57617661;

    public override async Task StartAsync(CancellationToken stop)
    {
        StorageFolder.Prepare(options.Value.Folder);
        var settings = new NpgsqlConnectionStringBuilder(options.Value.PostgreSQL);
        string where = $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}";
        try
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(stop);
            _description = where.Replace("PostgreSQL", $"PostgreSQL {connection.PostgreSqlVersion}", StringComparison.Ordinal);
            await CheckSettingsAsync(connection, where);
            await UpdateSchemaAsync(connection, where);
        }
        catch (PostgresException failure)
        {
            throw new StorageException($"{where} cannot be used: {failure.MessageText}. Check Storage:PostgreSQL, and that its user may make tables there.", failure);
        }
        catch (Exception failure) when (failure is NpgsqlException or SocketException or TimeoutException or IOException)
        {
            throw new StorageException($"{where} cannot be reached: {failure.Message} Start it, or check Storage:PostgreSQL.", failure);
        }
    }

    /// <summary>Looks whether the server keeps its part of the promises: what is confirmed is on disk, and every text can be kept.</summary>
    private async Task CheckSettingsAsync(NpgsqlConnection connection, string where)
    {
        if (await connection.ExecuteScalarAsync<string>("SHOW synchronous_commit") == "off")
            throw new StorageException($"{where} has synchronous_commit = off: what Wava confirms could be lost. Turn it on there, or for Wava alone by \"Options=-c synchronous_commit=on\" in Storage:PostgreSQL.");
        string? encoding = await connection.ExecuteScalarAsync<string>("SHOW server_encoding");
        if (encoding != "UTF8")
            throw new StorageException($"{where} has the encoding {encoding}, which cannot keep every text. Make a database with ENCODING 'UTF8'.");
        if (await connection.ExecuteScalarAsync<string>("SHOW fsync") == "off") LogUnsafe(logger, where);
    }

    private async Task UpdateSchemaAsync(NpgsqlConnection connection, string where)
    {
        var schema = new SchemaVersion(migrations, time);
        while (await TakeNextStepAsync(connection, schema, where) is { } version) LogMigrated(logger, version);
    }

    /// <summary>Takes one step of the schema. Null: there is none left.</summary>
    private static async Task<int?> TakeNextStepAsync(NpgsqlConnection connection, SchemaVersion schema, string where)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@SchemaLock)", new { SchemaLock }, transaction);
        bool hasTable = await connection.ExecuteScalarAsync<bool>("SELECT to_regclass('schema_versions') IS NOT NULL", transaction: transaction);
        int version = await SchemaVersion.ReadAsync(connection, transaction, hasTable);
        schema.Demand(version, where);
        if (schema.After(version).FirstOrDefault() is not { } step) return null;
        await schema.TakeAsync(connection, transaction, step);
        await transaction.CommitAsync();
        return step.Version;
    }

    [LoggerMessage(EventIds.StorageMigrated, LogLevel.Information, "The database is of version {Version} now.")]
    private static partial void LogMigrated(ILogger logger, int version);

    [LoggerMessage(EventIds.StorageUnsafe, LogLevel.Warning, "{Storage} has fsync = off: when its machine loses power, what was confirmed is lost.")]
    private static partial void LogUnsafe(ILogger logger, string storage);
}
