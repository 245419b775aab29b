using System.Text.Json;
using Wava.Testing;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

public sealed class HistoryTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_history_is_paged_both_ways(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, [.. Chatting.Fast, ("Chat:PageLength", "4")]);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        JsonElement empty = await ann.PageAsync(room);
        Assert.Equal("[] False 0", $"{empty.GetProperty("messages")} {empty.GetProperty("more").GetBoolean()} {empty.GetProperty("lastSequence")}");
        await using StompTestClient client = await ann.ListenAsync(room);
        var sequences = new List<long>();
        for (int i = 0; i < 10; i++) sequences.Add((await client.SayAsync(room, $"{i}")).Sequence());

        await ExpectAsync("", "6789", true);
        await ExpectAsync("?limit=10", "0123456789", false);
        await ExpectAsync("?limit=9", "123456789", true);
        await ExpectAsync($"?before={sequences[6]}", "2345", true);
        await ExpectAsync($"?before={sequences[4]}", "0123", false);
        await ExpectAsync($"?before={sequences[0]}", "", false);
        await ExpectAsync($"?after={sequences[6]}", "789", false);
        await ExpectAsync($"?after={sequences[5]}", "6789", false);
        await ExpectAsync($"?after={sequences[0]}&limit=2", "12", true);
        await ExpectAsync("?after=0&limit=200", "0123456789", false);
        await ExpectAsync($"?after={sequences[9]}", "", false);
        await ExpectAsync($"?since={sequences[8]}", "9", false);
        await ExpectAsync("?since=-5&limit=3", "012", true);
        await ExpectAsync($"?before={long.MinValue}", "", false);
        await ExpectAsync($"?after={long.MaxValue}", "", false);

        async Task ExpectAsync(string query, string texts, bool more)
        {
            JsonElement page = await ann.PageAsync(room, query);
            Assert.Equal($"{texts} {more} {sequences[9]}", $"{string.Concat(page.Texts())} {page.GetProperty("more").GetBoolean()} {page.GetProperty("lastSequence")}");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_was_away_is_given_what_is_new_and_what_has_changed_in_the_order_of_the_changes(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        var sequences = new List<long>();
        foreach (string text in new[] { "a", "b", "c", "d", "e" }) sequences.Add((await client.SayAsync(room, text)).Sequence());
        long seen = sequences[^1];

        await client.ChangeAsync(room, sequences[3], "edit", new { text = "D" });
        await client.HearAsync(room, "changed");
        long f = (await client.SayAsync(room, "f")).Sequence();
        await client.ChangeAsync(room, sequences[0], "react", new { emoji = "👍", on = true });
        await client.ChangeAsync(room, sequences[2], "delete");
        await client.ChangeAsync(room, f, "edit", new { text = "F" });
        await client.ChangeAsync(room, sequences[3], "react", new { emoji = "🎉", on = true });

        JsonElement missed = await ann.PageAsync(room, $"?since={seen}");
        Assert.Equal(["a", "-", "F", "D"], missed.Texts());
        long[] changed = [.. missed.GetProperty("messages").EnumerateArray().Select(each => each.Changed())];
        Assert.Equal(changed.Distinct().Order(), changed);
        Assert.Equal(missed.GetProperty("lastSequence").GetInt64(), changed[^1]);
        JsonElement rest = await ann.PageAsync(room, $"?since={changed[1]}&limit=1");
        Assert.Equal("F True", $"{rest.Texts().Single()} {rest.GetProperty("more").GetBoolean()}");
        Assert.Empty((await ann.PageAsync(room, $"?since={changed[^1]}")).Texts());
        // The other ways show everything in the order in which it was written, as it is now.
        Assert.Equal(["a", "b", "-", "D", "e", "F"], (await ann.PageAsync(room)).Texts());
        Assert.Equal(["D", "e", "F"], (await ann.PageAsync(room, $"?after={sequences[2]}")).Texts());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_reads_while_others_write_misses_nothing(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        Visitor[] writers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => app.ComeAsync($"Bob{i}")));
        foreach (Visitor writer in writers) await writer.EnterAsync(room);

        Task writing = Task.WhenAll(writers.Select((writer, index) => Task.Run(() => WriteAndChangeAsync(writer, room, new Random(index)))));
        // What the reader knows, kept up to date by small pages of changes alone.
        var known = new SortedDictionary<long, JsonElement>();
        long since = 0;
        for (bool isLast = false; ;)
        {
            JsonElement page = await ann.PageAsync(room, $"?since={since}&limit=3");
            foreach (JsonElement message in page.GetProperty("messages").EnumerateArray())
            {
                Assert.True(message.Changed() > since);
                since = message.Changed();
                known[message.Sequence()] = message;
            }

            if (page.GetProperty("more").GetBoolean()) continue;
            Assert.True(page.GetProperty("lastSequence").GetInt64() >= since);
            since = page.GetProperty("lastSequence").GetInt64();
            if (isLast) break;
            isLast = writing.IsCompleted;
        }

        await writing;
        List<JsonElement> all = await ann.ReadAllAsync(room);
        Assert.Equal(60, all.Count);
        Assert.Equal(all.Select(each => each.GetRawText()), known.Values.Select(each => each.GetRawText()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_subscribes_to_the_history_is_given_the_last_messages_once(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, [.. Chatting.Fast, ("Chat:PageLength", "3")]);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        for (int i = 0; i < 5; i++) await client.SayAsync(room, $"{i}");

        await client.SubscribeAsync(Chatting.To(room, "history"));

        var page = await client.ReadAsync<JsonElement>(Chatting.To(room, "history"));
        Assert.True(JsonElement.DeepEquals(await ann.PageAsync(room), page));
        Assert.Equal(["2", "3", "4"], page.Texts());
        await client.SayAsync(room, "more");
        await client.ExpectNothingAsync(Chatting.To(room, "history"));
    }

    /// <summary>Writes, edits, deletes and reacts, at random.</summary>
    private static async Task WriteAndChangeAsync(Visitor writer, string room, Random random)
    {
        await using StompTestClient client = await writer.ListenAsync(room);
        var own = new List<long>();
        for (int i = 0; i < 20; i++)
        {
            string clientId = await client.WriteAsync(room, $"{writer.Name} {i}");
            JsonElement message;
            do message = (await client.ReadAsync<JsonElement>($"/topic/public/{room}")).GetProperty("message");
            while (message.Text("clientId") != clientId);
            own.Add(message.Sequence());
            for (int change = 0; change < 3; change++)
            {
                int which = random.Next(own.Count);
                switch (random.Next(8))
                {
                    case 0 when own.Count > 1:
                        await client.ChangeAsync(room, own[which], "delete");
                        own.RemoveAt(which);
                        break;
                    case < 4:
                        await client.ChangeAsync(room, own[which], "edit", new { text = $"{writer.Name} {i} {change}" });
                        break;
                    default:
                        await client.ChangeAsync(room, own[which], "react", new { emoji = random.Next(2) == 0 ? "👍" : "🎉", on = random.Next(3) > 0 });
                        break;
                }
            }
        }
    }
}
