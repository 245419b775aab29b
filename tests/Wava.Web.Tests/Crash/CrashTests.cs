using System.Globalization;
using Xunit.Abstractions;

namespace Wava.Web.Tests.Crash;

/// <summary>Kills the real application while it is written to. <c>WAVA_KILLS</c> says how often (10).</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("WAVA_KILLS") is { Length: > 0 } given ? given : "10", CultureInfo.InvariantCulture);

    [Theory]
    [OnSqlite(1)]
    [OnPostgres(2)]
    public async Task Whenever_it_is_killed_what_was_receipted_is_there_once_and_in_order(StorageEngine engine, int seed)
    {
        await using CrashRun run = await CrashRun.BeginAsync(engine, seed);
        for (int kill = 1; kill <= Kills; kill++)
        {
            // Every fifth time it does not even come to listen.
            if (kill % 5 == 0) await run.KillWhileStartingAsync();
            else await run.WriteUntilAsync(app => Task.Run(app.Kill));
        }

        await run.FinishAsync();
        output.WriteLine($"{engine}: {Kills} kills, {run.Sent} messages sent, {run.Receipted} receipted, {run.StoredUnreceipted} stored whose receipt did not arrive. None lost, none doubled.");
        Assert.True(run.Receipted > Kills);
    }

    [Theory]
    [OnSqlite(3)]
    [OnPostgres(4)]
    public async Task When_it_is_asked_to_end_it_does_and_what_was_receipted_is_there(StorageEngine engine, int seed)
    {
        await using CrashRun run = await CrashRun.BeginAsync(engine, seed);
        for (int i = 0; i < 2; i++) await run.WriteUntilAsync(async app => Assert.Equal(0, await app.EndAsync()));
        await run.FinishAsync();
    }
}
