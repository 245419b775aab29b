using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wava.Web.Problems;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Storage;

public sealed class StorageFailureTests
{
    [Fact]
    public async Task When_the_disk_is_full_it_is_said_and_nothing_that_was_confirmed_is_lost()
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite);
        await storage.Database.WriteAsync(async sql =>
        {
            long pages = await sql.FindAsync<long>("PRAGMA page_count");
            return await sql.FindAsync<long>($"PRAGMA max_page_count = {pages + 50}");
        });
        int confirmed = 0;
        StorageUnavailableException refusal = await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
        {
            for (; confirmed < 1000; confirmed++) await InsertAsync(storage, confirmed, 2000);
        });

        Assert.Equal("storage-unavailable", refusal.Code);
        Assert.InRange(confirmed, 10, 999);
        Assert.Equal(confirmed, await DatabaseTests.CountAsync(storage));
        Assert.True(storage.Services.GetRequiredService<StorageState>().IsFailing);

        // There is room again: the limit went with the connection that failed.
        await InsertAsync(storage, confirmed, 2000);
        Assert.Equal(confirmed + 1, await DatabaseTests.CountAsync(storage));
        Assert.False(storage.Services.GetRequiredService<StorageState>().IsFailing);
    }

    [Fact]
    public async Task A_change_that_is_too_large_for_the_disk_does_not_take_its_neighbours_with_it()
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite);
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        Task<long> first = storage.Database.WriteAsync(async sql =>
        {
            begun.Set();
            go.Wait();
            return await sql.FindAsync<long>($"PRAGMA max_page_count = {await sql.FindAsync<long>("PRAGMA page_count") + 20}");
        });
        begun.Wait();
        Task<int>[] behind = [.. Enumerable.Range(0, 10).Select(number => InsertAsync(storage, number, number == 5 ? 1_000_000 : 10))];
        go.Set();

        await first;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => behind[5]);
        foreach (Task<int> change in behind.Where(each => each != behind[5])) Assert.Equal(1, await change);
        Assert.Equal(9, await DatabaseTests.CountAsync(storage));
    }

    [Fact]
    public async Task When_too_much_waits_more_is_refused_as_busy()
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite, ("Storage:MaxQueue", "3"), ("Storage:MaxChangesPerCommit", "1"));
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        Task<int> first = storage.Database.WriteAsync(sql =>
        {
            begun.Set();
            go.Wait();
            return Task.FromResult(0);
        });
        begun.Wait();

        Task[] waiting = [InsertAsync(storage, 1, 1), InsertAsync(storage, 2, 1), InsertAsync(storage, 3, 1)];
        ProblemException refusal = await Assert.ThrowsAsync<ProblemException>(() => InsertAsync(storage, 4, 1));
        Assert.Equal("busy", refusal.Code);
        Assert.NotNull(refusal.RetryAfter);

        go.Set();
        await first;
        await Task.WhenAll(waiting);
        Assert.Equal(3, await DatabaseTests.CountAsync(storage));
    }

    [Fact]
    public async Task Who_gives_up_while_others_are_served_has_changed_nothing()
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite);
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        Task<int> first = storage.Database.WriteAsync(sql =>
        {
            begun.Set();
            go.Wait();
            return Task.FromResult(0);
        });
        begun.Wait();
        using var patience = new CancellationTokenSource();
        Task<int> impatient = storage.Database.WriteAsync(sql => sql.ExecuteAsync("INSERT INTO notes (id) VALUES ('impatient')"), patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        go.Set();
        await first;

        await InsertAsync(storage, 1, 1);
        Assert.Equal(1, await DatabaseTests.CountAsync(storage));
    }

    [Fact]
    public async Task A_change_that_waits_for_something_else_is_refused_and_reaches_into_nothing()
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(StorageEngine.SQLite);
        var other = new TaskCompletionSource();
        Task<int>? late = null;

        await Assert.ThrowsAsync<InvalidOperationException>(() => storage.Database.WriteAsync(sql => late = LateAsync(sql)));
        other.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => late!);
        Assert.Equal(0, await DatabaseTests.CountAsync(storage));

        async Task<int> LateAsync(Sql sql)
        {
            await other.Task;
            return await sql.ExecuteAsync("INSERT INTO notes (id) VALUES ('late')");
        }
    }

    [Theory, OnPostgres]
    public async Task A_database_that_throws_its_clients_out_is_asked_again(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => InsertAsync(storage, number, 1)));

        await storage.AskDirectlyAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Wava' AND datname = current_database()");

        await InsertAsync(storage, 10, 1);
        Assert.Equal(11, await DatabaseTests.CountAsync(storage));
    }

    [Theory, OnPostgres]
    public async Task A_connection_that_breaks_within_a_change_makes_it_begin_anew(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        int times = 0;
        await storage.Database.WriteAsync(async sql =>
        {
            await sql.ExecuteAsync("INSERT INTO notes (id) VALUES ('1')");
            if (times++ == 0) await sql.FindAsync<bool>("SELECT pg_terminate_backend(pg_backend_pid())");
            return await sql.ExecuteAsync("INSERT INTO notes (id) VALUES ('2')");
        });

        Assert.Equal(2, times);
        Assert.Equal(2, await DatabaseTests.CountAsync(storage));
    }

    [Theory, OnPostgres]
    public async Task A_database_that_is_gone_can_come_back(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        await InsertAsync(storage, 1, 1);
        HealthCheckService health = storage.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        string name = new Npgsql.NpgsqlConnectionStringBuilder(storage.Postgres).Database!;

        await AllowAsync(name, false);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => InsertAsync(storage, 2, 1));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => DatabaseTests.CountAsync(storage));
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);

        await AllowAsync(name, true);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        await InsertAsync(storage, 2, 1);
        Assert.Equal(2, await DatabaseTests.CountAsync(storage));
    }

    [Theory, OnPostgres]
    public async Task Two_changes_that_block_each_other_are_both_made(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.OpenAsync(engine);
        await InsertAsync(storage, 1, 1);
        await InsertAsync(storage, 2, 1);
        TaskCompletionSource[] reached = [new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously)];
        await Task.WhenAll(ChangeAsync(0), ChangeAsync(1));

        Assert.Equal(4, await storage.Database.ReadAsync(sql => sql.FindAsync<long>("SELECT CAST(SUM(number) AS BIGINT) FROM notes")));

        Task<int> ChangeAsync(int which) => storage.Database.WriteAsync(async sql =>
        {
            await sql.ExecuteAsync("UPDATE notes SET number = number + 1 WHERE id = @id", new { id = (which + 1).ToString(CultureInfo.InvariantCulture) });
            reached[which].TrySetResult();
            await reached[1 - which].Task;
            return await sql.ExecuteAsync("UPDATE notes SET number = number + 1 WHERE id = @id", new { id = (2 - which).ToString(CultureInfo.InvariantCulture) });
        });
    }

    [Theory, OnPostgres]
    public async Task A_database_that_does_not_sync_its_commits_is_refused(StorageEngine engine)
    {
        await using OwnStorage storage = await OwnStorage.MakeAsync(engine);
        await storage.AskDirectlyAsync($"ALTER DATABASE {new Npgsql.NpgsqlConnectionStringBuilder(storage.Postgres).Database} SET synchronous_commit = off");

        StorageException refusal = await Assert.ThrowsAsync<StorageException>(storage.OpenAsync);
        Assert.Contains("synchronous_commit = off", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_at_the_start_without_its_password()
    {
        await using OwnStorage storage = await OwnStorage.MakeAsync(StorageEngine.SQLite, ("Storage:PostgreSQL", "Host=127.0.0.1;Port=1;Database=wava;Username=wava;Password=secret-word"));

        StorageException refusal = await Assert.ThrowsAsync<StorageException>(storage.OpenAsync);
        Assert.StartsWith("PostgreSQL at 127.0.0.1:1, database wava cannot be reached", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Storage:Folder", " ")]
    [InlineData("Storage:MaxQueue", "0")]
    [InlineData("Storage:MaxChangesPerCommit", "0")]
    [InlineData("Storage:Readers", "0")]
    [InlineData("Storage:Readers", "65")]
    [InlineData("Storage:BusyTimeout", "00:00:00")]
    [InlineData("Storage:BusyTimeout", "00:01:01")]
    [InlineData("Storage:MaxWalSize", "1048575")]
    [InlineData("Storage:PostgreSQL", "Password=secret-word;what")]
    [InlineData("Storage:PostgreSQL", "Password=secret-word")]
    public async Task A_setting_that_cannot_be_is_named(string key, string value)
    {
        await using OwnStorage storage = await OwnStorage.MakeAsync(StorageEngine.SQLite, (key, value));

        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(storage.OpenAsync);
        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", refusal.Message, StringComparison.Ordinal);
    }

    private static Task AllowAsync(string database, bool allowed) => PostgresServer.AllowConnectionsAsync(database, allowed);

    private static Task<int> InsertAsync(OwnStorage storage, int id, int length) => storage.Database.WriteAsync(
        sql => sql.ExecuteAsync("INSERT INTO notes (id, text) VALUES (@id, @text)", new { id = id.ToString(CultureInfo.InvariantCulture), text = new string('x', length) }));
}
