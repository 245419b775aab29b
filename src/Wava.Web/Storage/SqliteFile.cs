using Microsoft.Data.Sqlite;
using static Wava.Web.Storage.SqliteConnections;

namespace Wava.Web.Storage;

/// <summary>Brings the file into the state that the program works with: made, or checked and brought up to date. One that is not as it should be is left as it is.</summary>
/// <remarks>
/// <para>A new file is made under another name and renamed when it is complete, so whatever is called <c>wava.db</c> was whole once: an empty one is damage, not a beginning.</para>
/// <para>An existing file is first looked at through a connection that cannot write. Before its schema is changed it is copied.</para>
/// </remarks>
internal sealed partial class SqliteFile(string path, SqliteConnections connections, SchemaVersion schema, ILogger<Database> logger)
{
    /// <summary>"Wava": by this SQLite files tell whose they are.</summary>
    private const long ApplicationId = 0x57617661;

    /// <summary>Makes, or checks and updates it.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public async Task PrepareAsync()
    {
        try
        {
            if (!File.Exists(path)) await MakeAsync();
            else await UpdateAsync(await InspectAsync());
        }
        catch (SqliteException failure) when (SqliteFailure.IsDamage(failure))
        {
            throw Damaged(failure.Message, failure);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == SqliteFailure.Busy)
        {
            throw new StorageException($"{path} is held by another program. End that one first.", failure);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} cannot be opened: {failure.Message}", failure);
        }
    }

    private async Task MakeAsync()
    {
        string log = path + "-wal";
        if (File.Exists(log)) throw new StorageException($"There is {log}, but not the file {path} that it belongs to. Nothing was changed. Put the file back beside it, or move the log away to begin anew.");
        string unfinished = path + ".new";
        foreach (string ending in (string[])["", "-wal", "-shm", "-journal"]) File.Delete(unfinished + ending);
        StorageFolder.MakeFile(unfinished);
        await using (SqliteConnection connection = connections.OpenWriter(unfinished))
        {
            Execute(connection, $"PRAGMA application_id = {ApplicationId}");
            await TakeStepsAsync(connection, 0);
        }

        File.Move(unfinished, path);
    }

    /// <summary>Finds out whether it is whole and of which version.</summary>
    private async Task<int> InspectAsync()
    {
        if (new FileInfo(path).Length == 0) throw Damaged("it is empty");
        await using SqliteConnection connection = connections.OpenInspector(path);
        if (Ask(connection, "PRAGMA quick_check(1)") is not "ok" and var finding) throw Damaged(finding?.ToString() ?? "it cannot be checked");
        if (Ask(connection, "PRAGMA application_id") is not ApplicationId)
            throw new StorageException($"{path} is the database of another program. Nothing was changed. Name another folder with Storage:Folder.");
        int version = await SchemaVersion.ReadAsync(connection, null, hasTable: Ask(connection, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_versions'") is 1L);
        schema.Demand(version, path);
        return version;
    }

    private async Task UpdateAsync(int version)
    {
        if (version == schema.Newest) return;
        await using SqliteConnection connection = connections.OpenWriter(path);
        BackUp(connection, version);
        await TakeStepsAsync(connection, version);
    }

    private async Task TakeStepsAsync(SqliteConnection connection, int version)
    {
        foreach (Migration step in schema.After(version))
        {
            await using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            await schema.TakeAsync(connection, transaction, step);
            await transaction.CommitAsync();
            LogMigrated(logger, step.Version);
        }
    }

    /// <summary>Copies the file as it was. The copy gets its name when it is complete and on disk.</summary>
    private void BackUp(SqliteConnection connection, int version)
    {
        string copy = $"{path}.version-{version}";
        string unfinished = copy + ".new";
        File.Delete(unfinished);
        StorageFolder.MakeFile(unfinished);
        using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText = "VACUUM INTO @unfinished";
            command.Parameters.AddWithValue("@unfinished", unfinished);
            command.ExecuteNonQuery();
        }

        using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        File.Move(unfinished, copy, overwrite: true);
        LogBackedUp(logger, copy);
    }

    private StorageException Damaged(string finding, Exception? cause = null) => new(
        $"{path} is damaged ({finding.TrimEnd('.')}). Nothing was changed. Restore a backup, or rescue what can be read with \"sqlite3 wava.db .recover\"; to begin anew, move the file away.", cause);

    [LoggerMessage(Hosting.EventIds.StorageMigrated, LogLevel.Information, "The database is of version {Version} now.")]
    private static partial void LogMigrated(ILogger logger, int version);

    [LoggerMessage(Hosting.EventIds.StorageBackedUp, LogLevel.Information, "The database as it was before the update is kept as {Copy}.")]
    private static partial void LogBackedUp(ILogger logger, string copy);
}
