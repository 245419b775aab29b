using Microsoft.Data.Sqlite;
using Wava.Testing;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Storage;

public sealed class SqliteFileTests
{
    [Fact]
    public async Task Files_and_folder_are_their_owners_only()
    {
        if (OperatingSystem.IsWindows()) return;
        await using OwnStorage parent = await OwnStorage.MakeAsync(StorageEngine.SQLite);
        string folder = Path.Combine(parent.Folder, "new", "data");
        await using OwnStorage storage = await OwnStorage.MakeAsync(StorageEngine.SQLite, ("Storage:Folder", folder));
        await storage.OpenAsync();
        await storage.Database.WriteAsync(sql => sql.ExecuteAsync("CREATE TABLE notes (id TEXT)"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        string[] files = Directory.GetFiles(folder);
        Assert.Contains(Path.Combine(folder, "wava.db-wal"), files);
        foreach (string file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_second_program_on_the_same_folder_is_refused()
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite);
        await using OwnStorage second = await OwnStorage.MakeAsync(StorageEngine.SQLite, ("Storage:Folder", storage.Folder));

        StorageException refusal = await Assert.ThrowsAsync<StorageException>(second.OpenAsync);
        Assert.Equal($"The data folder {storage.Folder} is in use by another running Wava. Stop that one first, or give this one a folder of its own with Storage:Folder.", refusal.Message);

        await storage.CloseAsync();
        await second.OpenAsync();
    }

    [Theory]
    [InlineData("not a database", "is damaged")]
    [InlineData("empty", "is damaged (it is empty)")]
    [InlineData("noise at the beginning", "is damaged")]
    [InlineData("noise in the middle", "is damaged")]
    [InlineData("cut off", "is damaged")]
    [InlineData("another program's", "is the database of another program")]
    [InlineData("gone, but its log is there", "but not the file")]
    public async Task What_cannot_be_used_is_refused_and_left_as_it_is(string what, string words)
    {
        await using OwnStorage storage = await FilledAsync();
        Damage(storage, what);
        var before = Contents(storage);

        StorageException refusal = await Assert.ThrowsAsync<StorageException>(storage.OpenAsync);

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents(storage));
    }

    [Fact]
    public async Task A_start_that_was_cut_off_before_the_file_was_made_is_made_up_for()
    {
        await using OwnStorage storage = await OwnStorage.MakeAsync(StorageEngine.SQLite);
        await File.WriteAllTextAsync(storage.File + ".new", "half");
        await File.WriteAllTextAsync(storage.File + ".new-wal", "half");

        await storage.OpenAsync();

        Assert.Equal(0, await storage.Database.ReadAsync(sql => sql.FindAsync<long>("SELECT COUNT(*) FROM users")));
        Assert.False(File.Exists(storage.File + ".new"));
    }

    [Fact]
    public async Task It_is_said_which_library_runs_and_where_the_file_is()
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite);

        Assert.Matches($@"^SQLite 3\.\d+\.\d+ \((system library|bundled)\) at {System.Text.RegularExpressions.Regex.Escape(storage.File)}$", storage.Database.Description);
    }

    [Fact]
    public async Task The_log_stays_bounded_while_readers_hold_on_to_it()
    {
        const int Most = 1024 * 1024;
        await using OwnStorage storage = await OwnStorage.OpenAsync(
            StorageEngine.SQLite, ("Storage:MaxWalSize", Most.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        string text = new('x', 100_000);

        // While a reader looks at an old state, the log cannot begin anew.
        await storage.Database.ReadAsync(async sql =>
        {
            await sql.FindAsync<long>("SELECT COUNT(*) FROM notes");
            for (int number = 0; number < 30; number++) await InsertAsync(storage, $"during-{number}", text);
            return 0;
        });
        Assert.True(new FileInfo(storage.File + "-wal").Length > Most);

        await InsertAsync(storage, "after", text);
        await Eventually.IsTrue(() => new FileInfo(storage.File + "-wal").Length <= Most, "the log is ended");
        Assert.Equal(31, await DatabaseTests.CountAsync(storage));
    }

    [Fact]
    public async Task The_log_begins_anew_again_and_again()
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite);
        string text = new('x', 20_000);

        // Long before the limit, which is 64 MiB.
        for (int number = 0; number < 1_000; number++) await InsertAsync(storage, $"{number}", text);

        Assert.InRange(new FileInfo(storage.File + "-wal").Length, 1, 10_000_000);
        Assert.True(new FileInfo(storage.File).Length > 10_000_000, "What the log held is in the file.");
        Assert.Equal(1_000, await DatabaseTests.CountAsync(storage));
    }

    [Fact]
    public async Task Every_commit_is_synced()
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite);

        (string? journal, long synchronous, long keys) = await storage.Database.WriteAsync(async sql => (
            await sql.FindAsync<string>("PRAGMA journal_mode"), await sql.FindAsync<long>("PRAGMA synchronous"), await sql.FindAsync<long>("PRAGMA foreign_keys")));

        Assert.Equal(("wal", 2L, 1L), (journal, synchronous, keys));
    }

    private static Task<int> InsertAsync(OwnStorage storage, string id, string text) =>
        storage.Database.WriteAsync(sql => sql.ExecuteAsync("INSERT INTO notes (id, text) VALUES (@id, @text)", new { id, text }));

    private static async Task<OwnStorage> FilledAsync()
    {
        OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite);
        for (int number = 0; number < 200; number++) await InsertAsync(storage, $"{number}", new string('x', 1000));
        await storage.CloseAsync();
        return storage;
    }

    private static void Damage(OwnStorage storage, string what)
    {
        byte[] content = File.ReadAllBytes(storage.File);
        switch (what)
        {
            case "not a database": content = "This is a text."u8.ToArray(); break;
            case "empty": content = []; break;
            case "noise at the beginning": new Random(1).NextBytes(content.AsSpan(0, 4096)); break;
            case "noise in the middle": new Random(1).NextBytes(content.AsSpan(content.Length / 2, 8192)); break;
            case "cut off": content = content[..(content.Length / 2)]; break;
            case "gone, but its log is there":
                File.Move(storage.File, storage.File + "-wal");
                return;
            default:
                File.Delete(storage.File);
                using (var connection = new SqliteConnection($"Data Source={storage.File};Pooling=false"))
                {
                    connection.Open();
                    using SqliteCommand command = connection.CreateCommand();
                    command.CommandText = "CREATE TABLE birds (id TEXT)";
                    command.ExecuteNonQuery();
                }

                return;
        }

        File.WriteAllBytes(storage.File, content);
    }

    /// <summary>What is in the folder, but for what SQLite makes when it only looks.</summary>
    private static Dictionary<string, string> Contents(OwnStorage storage) => Directory.GetFiles(storage.Folder)
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && new FileInfo(file).Length > 0 | file == storage.File)
        .ToDictionary(file => file, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));
}
