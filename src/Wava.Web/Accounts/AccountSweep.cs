using Wava.Web.Hosting;
using Wava.Web.Storage;

namespace Wava.Web.Accounts;

/// <summary>Forgets, every hour, sign-ins that have expired and guests who cannot come back: their room is gone, or none of their sign-ins is left.</summary>
/// <remarks>
/// What a guest has written stays: messages hold their author's name. Their place in a room goes with them, and the room notices. Somebody who owns a room stays.
/// </remarks>
internal sealed partial class AccountSweep(Database database, RefreshTokens refresh, EndedSignIns ended, TimeProvider time, ILogger<AccountSweep> logger) : BackgroundService
{
    private const int Batch = 200;

    private const string IsOver =
        """
        kind = 'guest'
        AND (NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = users.room_id) OR NOT EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.user_id = users.id))
        AND NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = users.id AND m.role = 'owner')
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hours = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await hours.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(logger, e);
            }
        }
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        int expired = await database.WriteAsync(refresh.SweepAsync, stop);
        IReadOnlyList<string> guests = await database.ReadAsync(sql => sql.ListAsync<string>($"SELECT id FROM users WHERE {IsOver}"), stop);
        int gone = 0;
        // Looked for in one go, but removed a few at a time: others want to write meanwhile.
        foreach (string[] some in guests.Chunk(Batch))
        {
            (int count, IReadOnlyList<string> families) = await database.WriteAsync(sql => RemoveAsync(sql, some), stop);
            gone += count;
            if (families.Count > 0) await ended.EndAsync(families);
        }

        if (expired + gone > 0) LogSwept(logger, expired, gone);
    }

    private static async Task<(int Count, IReadOnlyList<string> Families)> RemoveAsync(Sql sql, string[] guests)
    {
        int count = 0;
        List<string> families = [];
        foreach (string id in guests)
        {
            IReadOnlyList<string> own = await RefreshTokens.FamiliesAsync(sql, id);
            if (await sql.ExecuteAsync($"DELETE FROM users WHERE id = @id AND {IsOver}", new { id }) == 0) continue;
            families.AddRange(own);
            count++;
        }

        return (count, families);
    }

    [LoggerMessage(EventIds.Swept, LogLevel.Information, "Forgotten: {Tokens} expired refresh tokens, {Guests} guests who cannot come back.")]
    private static partial void LogSwept(ILogger logger, int tokens, int guests);

    [LoggerMessage(EventIds.SweepFailed, LogLevel.Warning, "What has expired could not be forgotten. It is tried again in an hour.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
