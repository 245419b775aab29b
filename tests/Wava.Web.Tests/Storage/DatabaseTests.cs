using System.Globalization;
using Wava.Web.Problems;

namespace Wava.Web.Tests.Storage;

public sealed class DatabaseTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_stored_is_there_after_a_restart(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        await storage.Database.WriteAsync(sql => sql.ExecuteAsync("INSERT INTO notes (id, text) VALUES (@id, @text)", new { id = "1", text = "kept" }));
        await storage.CloseAsync();
        await storage.OpenAsync();

        Assert.Equal("kept", await TextAsync(storage, "1"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_change_that_fails_half_way_leaves_nothing(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);

        await Assert.ThrowsAsync<ProblemException>(() => storage.Database.WriteAsync<int>(async sql =>
        {
            await sql.ExecuteAsync("INSERT INTO notes (id, text) VALUES ('1', 'half')");
            throw RoomProblem();
        }));

        Assert.Null(await TextAsync(storage, "1"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Changes_that_fail_do_not_harm_those_beside_them(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);

        // One in three throws, one breaks a constraint: all of them wait together, and share commits.
        Task<int>[] changes = [.. Enumerable.Range(0, 90).Select(number => storage.Database.WriteAsync(async sql =>
        {
            await sql.ExecuteAsync("INSERT INTO notes (id, text) VALUES (@id, 'x')", new { id = number == 4 ? "3" : number.ToString(CultureInfo.InvariantCulture) });
            return number % 3 == 1 ? throw RoomProblem() : number;
        }))];
        await Task.WhenAll(changes.Select(each => each.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)));

        foreach ((Task<int> change, int number) in changes.Select((change, number) => (change, number)))
        {
            if (number % 3 != 1) Assert.Equal(number, await change);
            else if (number != 4) await Assert.ThrowsAsync<ProblemException>(() => change);
            else Assert.True(change.IsFaulted);
        }

        Assert.Equal(60, await CountAsync(storage));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_change_sees_what_it_has_written_and_others_see_it_when_it_is_done(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        string? within = await storage.Database.WriteAsync(async sql =>
        {
            await sql.ExecuteAsync("INSERT INTO notes (id, text) VALUES ('1', 'mine')");
            return await sql.FindAsync<string>("SELECT text FROM notes WHERE id = '1'");
        });

        Assert.Equal("mine", within);
        Assert.Equal("mine", await TextAsync(storage, "1"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_hundred_writers_at_once_lose_nothing(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        await storage.Database.WriteAsync(sql => sql.ExecuteAsync("INSERT INTO notes (id) VALUES ('sum')"));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async writer =>
        {
            for (int turn = 0; turn < 10; turn++)
            {
                await storage.Database.WriteAsync(async sql =>
                {
                    await sql.ExecuteAsync("UPDATE notes SET number = number + 1 WHERE id = 'sum'");
                    return await sql.ExecuteAsync("INSERT INTO notes (id) VALUES (@id)", new { id = $"{writer}-{turn}" });
                });
            }
        }));

        Assert.Equal(1001, await CountAsync(storage));
        Assert.Equal(1000, await storage.Database.ReadAsync(sql => sql.FindAsync<long>("SELECT number FROM notes WHERE id = 'sum'")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Changes_that_look_before_they_write_take_turns(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);

        // No more than five: each counts, then writes.
        bool[] let = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => storage.Database.WriteAsync(async sql =>
        {
            await sql.TakeTurnAsync("notes");
            if (await sql.FindAsync<long>("SELECT COUNT(*) FROM notes") >= 5) return false;
            await sql.ExecuteAsync("INSERT INTO notes (id) VALUES (@id)", new { id = number.ToString(CultureInfo.InvariantCulture) });
            return true;
        })));

        Assert.Equal(5, let.Count(each => each));
        Assert.Equal(5, await CountAsync(storage));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_read_sees_the_state_of_one_moment(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);

        (long before, long after) = await storage.Database.ReadAsync(async sql =>
        {
            long first = await sql.FindAsync<long>("SELECT COUNT(*) FROM notes");
            await storage.Database.WriteAsync(other => other.ExecuteAsync("INSERT INTO notes (id) VALUES ('1')"));
            return (first, await sql.FindAsync<long>("SELECT COUNT(*) FROM notes"));
        });

        Assert.Equal((0, 0), (before, after));
        Assert.Equal(1, await CountAsync(storage));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Rows_are_found_by_a_list_of_values(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        await storage.Database.WriteAsync(sql => sql.ExecuteAsync("INSERT INTO notes (id, number) VALUES ('1', 1), ('2', 2), ('3', 3)"));
        string[] ids = ["1", "3", "5"];
        List<long> numbers = [2, 3];

        Assert.Equal(["1", "3"], await storage.Database.ReadAsync(sql => sql.ListAsync<string>($"SELECT id FROM notes WHERE id {sql.IsAmong("ids")} ORDER BY id", new { ids })));
        Assert.Equal(["2", "3"], await storage.Database.WriteAsync(sql => sql.ListAsync<string>($"SELECT id FROM notes WHERE number {sql.IsAmong("numbers")} ORDER BY id", new { numbers })));
    }

    [Theory]
    [OnSqlite("ü ß 東京 👩‍👩‍👧 \u202E")]
    [OnPostgres("ü ß 東京 👩‍👩‍👧 \u202E")]
    [OnSqlite("'; DROP TABLE notes; --")]
    [OnPostgres("'; DROP TABLE notes; --")]
    [OnSqlite("@id :id $1 ? \\ \" \n\t")]
    [OnPostgres("@id :id $1 ? \\ \" \n\t")]
    public async Task Every_text_comes_back_as_it_was(StorageEngine engine, string text)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        await storage.Database.WriteAsync(sql => sql.ExecuteAsync("INSERT INTO notes (id, text) VALUES ('1', @text)", new { text }));

        Assert.Equal(text, await TextAsync(storage, "1"));
        Assert.Equal("1", await storage.Database.ReadAsync(sql => sql.FindAsync<string>("SELECT id FROM notes WHERE text = @text", new { text })));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_belongs_to_a_room_goes_with_it(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        await storage.Database.WriteAsync(async sql =>
        {
            await sql.ExecuteAsync("INSERT INTO rooms (id, title, access, max_participants, waiting_room, locked, created_at, last_sequence) VALUES ('r', 't', 'open', 9, 0, 0, 0, 1)");
            await sql.ExecuteAsync("INSERT INTO messages (room_id, sequence, changed, id, author_id, author_name, client_id, text, created_at) VALUES ('r', 1, 1, 'm', 'a', 'A', 'c', 'x', 0)");
            return await sql.ExecuteAsync("INSERT INTO reactions (room_id, sequence, user_id, emoji, reacted_at) VALUES ('r', 1, 'a', 'x', 0)");
        });

        await storage.Database.WriteAsync(sql => sql.ExecuteAsync("DELETE FROM rooms WHERE id = 'r'"));

        Assert.Equal(0, await storage.Database.ReadAsync(sql => sql.FindAsync<long>("SELECT (SELECT COUNT(*) FROM messages) + (SELECT COUNT(*) FROM reactions)")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_gives_up_waiting_is_let_go(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.Database.WriteAsync(sql => sql.ExecuteAsync("INSERT INTO notes (id) VALUES ('1')"), new CancellationToken(true)));

        Assert.Equal(0, await CountAsync(storage));
    }

    internal static Task<long> CountAsync(OwnStorage storage) => storage.Database.ReadAsync(sql => sql.FindAsync<long>("SELECT COUNT(*) FROM notes"));

    internal static Task<string?> TextAsync(OwnStorage storage, string id) =>
        storage.Database.ReadAsync(sql => sql.FindAsync<string>("SELECT text FROM notes WHERE id = @id", new { id }));

    private static ProblemException RoomProblem() => new(ProblemCode.RoomFull, 409, "The room is full.");
}
