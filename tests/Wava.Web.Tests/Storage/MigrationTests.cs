using Microsoft.Data.Sqlite;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Storage;

public sealed class MigrationTests
{
    private static readonly string[] Statements =
    [
        "CREATE TABLE tags (id TEXT PRIMARY KEY)",
        "INSERT INTO tags (id) VALUES ('a')",
        "ALTER TABLE users ADD COLUMN colour TEXT",
        "UPDATE users SET colour = 'red'",
        "CREATE INDEX tags_id ON tags (id)",
    ];

    private static Migration Second => new(2, string.Join(";\n", Statements) + ";");

    [Theory]
    [OnSqlite(0), OnSqlite(1), OnSqlite(2), OnSqlite(3), OnSqlite(4), OnSqlite(5)]
    [OnPostgres(0), OnPostgres(1), OnPostgres(2), OnPostgres(3), OnPostgres(4), OnPostgres(5)]
    public async Task An_update_that_was_interrupted_is_made_at_the_next_start(StorageEngine engine, int after)
    {
        await using OwnStorage storage = await WithOneUserAsync(engine);
        storage.Migrations = [.. Migration.All(), new Migration(2, string.Join(";\n", [.. Statements[..after], "SELECT interrupted"]))];
        await Assert.ThrowsAsync<StorageException>(storage.OpenAsync);
        Assert.Equal(1L, Convert.ToInt64(await storage.AskDirectlyAsync("SELECT MAX(version) FROM schema_versions"), null));

        storage.Migrations = [.. Migration.All(), Second];
        await storage.OpenAsync();

        Assert.Equal("red", await storage.Database.ReadAsync(sql => sql.FindAsync<string>("SELECT colour FROM users WHERE id = 'ann'")));
        Assert.Equal("a", await storage.Database.ReadAsync(sql => sql.FindAsync<string>("SELECT id FROM tags")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_storage_that_is_up_to_date_is_left_as_it_is(StorageEngine engine)
    {
        await using OwnStorage storage = await WithOneUserAsync(engine);
        object? applied = await storage.AskDirectlyAsync("SELECT MAX(applied_at) FROM schema_versions");

        await storage.OpenAsync();
        await storage.CloseAsync();

        Assert.Equal(applied, await storage.AskDirectlyAsync("SELECT MAX(applied_at) FROM schema_versions"));
        Assert.Equal(1L, Convert.ToInt64(await storage.AskDirectlyAsync("SELECT COUNT(*) FROM schema_versions"), null));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_newer_program_has_made_is_refused_and_left_as_it_is(StorageEngine engine)
    {
        await using OwnStorage storage = await WithOneUserAsync(engine);
        storage.Migrations = [.. Migration.All(), Second];
        await storage.OpenAsync();
        await storage.CloseAsync();
        byte[] before = engine == StorageEngine.SQLite ? await File.ReadAllBytesAsync(storage.File) : [];

        storage.Migrations = null;
        StorageException refusal = await Assert.ThrowsAsync<StorageException>(storage.OpenAsync);

        Assert.Contains("is of version 2, which a newer Wava has made", refusal.Message, StringComparison.Ordinal);
        if (engine == StorageEngine.SQLite) Assert.Equal(before, await File.ReadAllBytesAsync(storage.File));
    }

    [Fact]
    public async Task The_file_is_copied_before_it_is_updated()
    {
        await using OwnStorage storage = await WithOneUserAsync(StorageEngine.SQLite);
        storage.Migrations = [.. Migration.All(), Second];
        await storage.OpenAsync();

        string copy = storage.File + ".version-1";
        await using var connection = new SqliteConnection($"Data Source={copy};Pooling=false;Mode=ReadOnly");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT display_name FROM users) || (SELECT MAX(version) FROM schema_versions)";
        Assert.Equal("Ann1", await command.ExecuteScalarAsync());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
    }

    [Theory, OnPostgres]
    public async Task Two_that_start_at_once_make_one_schema(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.MakeAsync(engine);
        await using OwnStorage other = await OwnStorage.MakeAsync(StorageEngine.SQLite, ("Storage:PostgreSQL", storage.Postgres!));

        await Task.WhenAll(storage.OpenAsync(), other.OpenAsync());

        Assert.Equal(1L, await storage.AskDirectlyAsync("SELECT COUNT(*) FROM schema_versions"));
    }

    private static async Task<OwnStorage> WithOneUserAsync(StorageEngine engine)
    {
        OwnStorage storage = await OwnStorage.MakeAsync(engine);
        await storage.OpenAsync();
        await storage.Database.WriteAsync(sql => sql.ExecuteAsync("INSERT INTO users (id, kind, display_name, created_at) VALUES ('ann', 'account', 'Ann', 0)"));
        await storage.CloseAsync();
        return storage;
    }
}
