using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Wava.Testing;
using Wava.Web.Storage;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

public sealed class WritingTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_somebody_writes_everybody_in_the_room_hears_as_it_is_kept(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ListenAsync(room);

        string clientId = await one.WriteAsync(room, "Hello, Bob!");

        JsonElement heard = await two.HearAsync(room);
        Assert.True(JsonElement.DeepEquals(heard, await one.HearAsync(room)));
        Assert.Equal(
            $"{heard.Sequence()} {heard.Sequence()} {ann.Id} Ann {clientId} Hello, Bob!",
            $"{heard.Sequence()} {heard.Changed()} {heard.GetProperty("author").Text("id")} {heard.GetProperty("author").Text("name")} {heard.Text("clientId")} {heard.Text("text")}");
        Assert.Equal(app.Clock.GetUtcNow(), heard.GetProperty("createdAt").GetDateTimeOffset());
        Assert.Equal(22, heard.Text("id").Length);
        Assert.All(new[] { "replyTo", "editedAt", "deletedAt" }, name => Assert.Equal(JsonValueKind.Null, heard.GetProperty(name).ValueKind));
        Assert.Equal(0, heard.GetProperty("reactions").GetArrayLength());
        JsonElement page = await bob.PageAsync(room);
        Assert.True(JsonElement.DeepEquals(heard, Assert.Single(page.GetProperty("messages").EnumerateArray())));
        Assert.Equal(heard.Sequence(), page.GetProperty("lastSequence").GetInt64());
        Assert.Equal(heard.Sequence(), (await bob.GetAsync($"/api/rooms/{room}")).Must(200).Json.GetProperty("lastSequence").GetInt64());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nobody_hears_a_message_and_nobody_gets_its_receipt_before_it_is_stored(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ListenAsync(room);
        await using (HeldRoom held = await HeldRoom.HoldAsync(app, room))
        {
            await one.SendAsync(Chatting.To(room, "messages"), new { clientId = "client-1", text = "Soon" }, ("receipt", "1"));
            await held.WaitForAsync(1);

            await two.ExpectNothingAsync($"/topic/public/{room}");
            Assert.Equal(0, await app.Services.GetRequiredService<Database>().ReadAsync(sql => sql.FindAsync<long>("SELECT COUNT(*) FROM messages")));
            await held.ReleaseAsync();
        }

        await two.HearAsync(room);
        Assert.Equal(1, await app.Services.GetRequiredService<Database>().ReadAsync(sql => sql.FindAsync<long>("SELECT COUNT(*) FROM messages")));
        // The author hears it and gets the receipt, whichever comes first.
        TestFrame[] both = [await one.ReceiveAsync(), await one.ReceiveAsync()];
        Assert.Equal("1", Assert.Single(both, each => each.Command == "RECEIPT")["receipt-id"]);
        Assert.Single(both, each => each.Command == "MESSAGE");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Everybody_hears_all_messages_in_the_order_in_which_they_are_kept(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string[] rooms = [await ann.MakeRoomAsync(), await ann.MakeRoomAsync()];
        Visitor[] writers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => app.ComeAsync($"Bob{i}")));
        foreach (Visitor writer in writers)
        {
            foreach (string room in rooms) await writer.EnterAsync(room);
        }

        await using StompTestClient reader = await ann.ListenAsync(rooms[0]);
        await reader.SubscribeAsync($"/topic/public/{rooms[1]}");
        const int Each = 30;

        // None waits for a receipt before the next one: they are handled in order nevertheless.
        await Task.WhenAll(writers.Select(writer => Task.Run(async () =>
        {
            await using StompTestClient client = await writer.ConnectAsync();
            for (int i = 0; i < Each; i++) await client.SendAsync(Chatting.To(rooms[i % 2], "messages"), new { clientId = Chatting.NewClientId(), text = $"{i:00}" });
            await client.FenceAsync();
        })));

        foreach (string room in rooms)
        {
            List<JsonElement> kept = await ann.ReadAllAsync(room);
            Assert.Equal(writers.Length * Each / 2, kept.Count);
            Assert.Equal(kept.Select(each => each.Sequence()).Distinct().Order(), kept.Select(each => each.Sequence()));
            foreach (Visitor writer in writers)
            {
                string[] own = kept.Where(each => each.GetProperty("author").Text("id") == writer.Id).Texts();
                Assert.Equal(own.Order(StringComparer.Ordinal), own);
            }

            foreach (JsonElement each in kept) Assert.True(JsonElement.DeepEquals(each, await reader.HearAsync(room)));
            await reader.ExpectNothingAsync($"/topic/public/{room}");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_is_sent_again_is_receipted_and_neither_kept_nor_heard_twice(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient reader = await bob.ListenAsync(room);
        await using (StompTestClient first = await ann.ConnectAsync())
        {
            await first.WriteAsync(room, "Once", "same-client-id");
            await first.WriteAsync(room, "Once", "same-client-id");
        }

        await using StompTestClient second = await ann.ConnectAsync();
        await second.WriteAsync(room, "Another text, the same id", "same-client-id");
        // Somebody else's ids are their own.
        await reader.WriteAsync(room, "Bob's", "same-client-id");

        Assert.Equal("Once", (await reader.HearAsync(room)).Text("text"));
        Assert.Equal("Bob's", (await reader.HearAsync(room)).Text("text"));
        await reader.ExpectNothingAsync($"/topic/public/{room}");
        Assert.Equal(["Once", "Bob's"], (await ann.PageAsync(room)).Texts());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_is_sent_by_two_connections_at_once_is_kept_once(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        StompTestClient[] clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ann.ConnectAsync()));
        await using StompTestClient reader = await ann.ListenAsync(room);
        for (int round = 0; round < 5; round++)
        {
            string clientId = Chatting.NewClientId();
            await using HeldRoom held = await HeldRoom.HoldAsync(app, room);
            Task[] sent = [.. clients.Select(each => Task.Run(() => each.WriteAsync(room, $"{round}", clientId)))];
            await held.WaitForAsync(1);
            await held.ReleaseAsync();
            await Task.WhenAll(sent);
            Assert.Equal($"{round}", (await reader.HearAsync(room)).Text("text"));
        }

        await reader.ExpectNothingAsync($"/topic/public/{room}");
        Assert.Equal(["0", "1", "2", "3", "4"], (await ann.PageAsync(room)).Texts());
        foreach (StompTestClient client in clients) await client.DisposeAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reply_names_what_it_answers_which_is_in_the_same_room(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        string other = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        long question = (await client.SayAsync(room, "Tea?")).Sequence();
        for (int i = 0; i < 5; i++) await client.WriteAsync(other, "Elsewhere");

        Assert.Equal(question, (await client.SayAsync(room, "Yes.", question)).GetProperty("replyTo").GetInt64());
        // What is deleted can still be answered: it has its place.
        await client.ChangeAsync(room, question, "delete");
        await client.HearAsync(room, "changed");
        await client.SayAsync(room, "And sugar.", question);
        foreach (long nothing in new[] { 0, -1, 5, 99, long.MaxValue })
        {
            TestErrorReport report = await client.RefusedAsync(Chatting.To(room, "messages"), new { clientId = Chatting.NewClientId(), text = "What?", replyTo = nothing }, "invalid");
            Assert.Equal(["replyTo"], report.Errors.Keys);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_is_not_in_the_room_writes_nothing_and_reads_nothing(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        (Visitor ann, Visitor eve) = (await app.ComeAsync("Ann"), await app.ComeAsync("Eve"));
        string room = await ann.MakeRoomAsync();
        string other = await ann.MakeRoomAsync();
        Visitor gus = await app.ComeAsGuestAsync("Gus", other);
        await gus.EnterAsync(other);
        await using StompTestClient reader = await ann.ListenAsync(room);
        long sequence = (await reader.SayAsync(room, "Secret")).Sequence();
        foreach (Visitor stranger in new[] { eve, gus })
        {
            await using StompTestClient client = await stranger.ConnectAsync();
            foreach (string where in new[] { room, Ids.New(), "nowhere" })
            {
                await client.RefusedAsync(Chatting.To(where, "messages"), new { clientId = Chatting.NewClientId(), text = "Let me in" }, "no-such-room");
                await client.RefusedAsync(Chatting.To(where, $"messages/{sequence}/edit"), new { text = "Mine" }, "no-such-room");
                await client.RefusedAsync(Chatting.To(where, $"messages/{sequence}/delete"), new { }, "no-such-room");
                await client.RefusedAsync(Chatting.To(where, $"messages/{sequence}/react"), new { emoji = "👍", on = true }, "no-such-room");
                await client.RefusedAsync(Chatting.To(where, "typing"), new { typing = true }, "no-such-room");
                await client.RefusedAsync(Chatting.To(where, "read"), new { sequence }, "no-such-room");
            }

            (await stranger.GetAsync($"/api/rooms/{room}/messages")).Must(404, "no-such-room");
            await client.SendFrameAsync("SUBSCRIBE", [("destination", Chatting.To(room, "history")), ("id", "history"), ("receipt", "h")]);
            Assert.Equal("no-such-room", (await client.ExpectErrorReportAsync()).Code);
        }

        (await app.ComeUnknown().GetAsync($"/api/rooms/{room}/messages")).Must(401, "not-signed-in");
        await reader.ExpectNothingAsync($"/topic/public/{room}");
        Assert.Equal(["Secret"], (await ann.PageAsync(room)).Texts());
    }
}
