using System.Text.Json;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Crash;

/// <summary>Writers, rooms and a storage that outlive many processes; and what has to be true whenever the application is there again.</summary>
internal sealed class CrashRun : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wava-crash-").FullName;
    private readonly string? _postgres;
    private readonly Random _random;
    private readonly CrashWriter[] _writers;
    private readonly List<string> _rooms = [];
    private readonly Dictionary<string, long> _sequences = [];

    private CrashRun(int seed, string? postgres)
    {
        (_random, _postgres) = (new Random(seed), postgres);
        _writers = [.. Enumerable.Range(0, 6).Select(i => new CrashWriter($"writer-{i}", new Random((seed * 100) + i)))];
    }

    /// <summary>How many messages were receipted.</summary>
    public int Receipted => _writers.Sum(each => each.Receipted);

    public int Sent => _writers.Sum(each => each.Sent.Count);

    /// <summary>How many messages were stored though a kill kept their receipt from arriving.</summary>
    public int StoredUnreceipted { get; private set; }

    /// <summary>Makes the rooms and signs everybody up.</summary>
    public static async Task<CrashRun> BeginAsync(StorageEngine engine, int seed)
    {
        var run = new CrashRun(seed, engine == StorageEngine.PostgreSQL ? await PostgresServer.CreateDatabaseAsync() : null);
        await using AppProcess app = await run.StartAsync();
        foreach (CrashWriter writer in run._writers) await writer.RegisterAsync(app.Address);
        for (int i = 0; i < 4; i++) run._rooms.Add((await run._writers[0].AskAsync(app.Address, HttpMethod.Post, "/api/rooms", new { title = $"Room {i}" })).Text("id"));
        foreach (CrashWriter writer in run._writers.Skip(1))
        {
            foreach (string room in run._rooms) await writer.AskAsync(app.Address, HttpMethod.Post, $"/api/rooms/{room}/join", new { });
        }

        return run;
    }

    /// <summary>Starts the application, checks what is there, lets everybody write, and ends it in the given way after a number of receipts that chance decides.</summary>
    public async Task WriteUntilAsync(Func<AppProcess, Task> end)
    {
        await using AppProcess app = await StartAsync();
        await CheckAsync(app);
        int left = _random.Next(5, 400);
        Task? ending = null;
        bool isEnding = false;
        await Task.WhenAll(_writers.Select(each => Task.Run(() => each.WriteAsync(app.Address, _rooms, Count, () => Volatile.Read(ref isEnding)))));
        await ending!;

        bool Count()
        {
            if (Interlocked.Decrement(ref left) != 0) return true;
            Volatile.Write(ref isEnding, true);
            ending = end(app);
            return true;
        }
    }

    /// <summary>Kills the application while it starts.</summary>
    public Task KillWhileStartingAsync() => AppProcess.StartAndKillAsync(_folder, _postgres);

    /// <summary>Sends again whatever was not receipted, and checks that all that was ever sent is there.</summary>
    public async Task FinishAsync()
    {
        await using AppProcess app = await StartAsync();
        await CheckAsync(app);
        await Task.WhenAll(_writers.Select(each => Task.Run(() => each.WriteAsync(app.Address, _rooms, () => false, () => false))));
        await CheckAsync(app);
        Assert.Equal(Sent, Receipted);
        Assert.Equal(Sent, _sequences.Count);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await PostgresServer.DropDatabaseAsync(_postgres);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<AppProcess> StartAsync()
    {
        AppProcess app = await AppProcess.StartAsync(_folder, _postgres);
        if (_rooms.Count == 0) return app;
        foreach (CrashWriter writer in _writers) await writer.SignInAsync(app.Address);
        return app;
    }

    /// <summary>Everything that was receipted is there once, in the order in which it was written, where it was before, and nothing that nobody has sent.</summary>
    private async Task CheckAsync(AppProcess app)
    {
        Dictionary<string, CrashWriter.Written> sent = _writers.SelectMany(each => each.Sent).ToDictionary(each => each.ClientId);
        var found = new HashSet<string>();
        foreach (string room in _rooms)
        {
            long last = 0;
            var order = new Dictionary<string, string>();
            foreach (JsonElement message in await ReadAsync(app, room))
            {
                string clientId = message.Text("clientId");
                long sequence = message.GetProperty("sequence").GetInt64();
                Assert.True(sequence > last, $"Room {room}: {sequence} follows {last}.");
                last = sequence;
                Assert.True(found.Add(clientId), $"{clientId} is there twice.");
                Assert.Equal($"{room} {sent[clientId].Text}", $"{sent[clientId].Room} {message.Text("text")}");
                string author = message.GetProperty("author").Text("id");
                Assert.True(string.CompareOrdinal(order.GetValueOrDefault(author, ""), clientId) < 0, $"{clientId} is there after {order.GetValueOrDefault(author)}.");
                order[author] = clientId;
                if (!_sequences.TryAdd(clientId, sequence)) Assert.Equal(_sequences[clientId], sequence);
            }
        }

        foreach (CrashWriter writer in _writers)
        {
            string[] lost = [.. writer.Sent.Take(writer.Receipted).Select(each => each.ClientId).Where(each => !found.Contains(each))];
            Assert.True(lost.Length == 0, $"Receipted, and not there: {string.Join(' ', lost)}");
            StoredUnreceipted += writer.Sent.Skip(writer.Receipted).Count(each => found.Contains(each.ClientId));
        }

        Assert.Equal(_sequences.Count, found.Count);
    }

    private async Task<List<JsonElement>> ReadAsync(AppProcess app, string room)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            long after = all.Count == 0 ? 0 : all[^1].GetProperty("sequence").GetInt64();
            JsonElement page = await _writers[0].AskAsync(app.Address, HttpMethod.Get, $"/api/rooms/{room}/messages?after={after}&limit=200");
            all.AddRange(page.GetProperty("messages").EnumerateArray());
            if (!page.GetProperty("more").GetBoolean()) return all;
        }
    }
}
