using System.Text.Json;
using Wava.Testing;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

public sealed class ChangingTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Authors_edit_their_messages_which_are_marked(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ListenAsync(room);
        JsonElement first = await two.SayAsync(room, "Helo");
        await one.HearAsync(room);
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        await two.ChangeAsync(room, first.Sequence(), "edit", new { text = "Hello" });

        JsonElement edited = await one.HearAsync(room, "changed");
        Assert.Equal($"{first.Sequence()} Hello {first.Text("id")}", $"{edited.Sequence()} {edited.Text("text")} {edited.Text("id")}");
        Assert.True(edited.Changed() > first.Sequence());
        Assert.Equal(app.Clock.GetUtcNow(), edited.GetProperty("editedAt").GetDateTimeOffset());
        Assert.Equal(first.GetProperty("createdAt").GetDateTimeOffset(), edited.GetProperty("createdAt").GetDateTimeOffset());
        Assert.True(JsonElement.DeepEquals(edited, Assert.Single((await bob.PageAsync(room)).GetProperty("messages").EnumerateArray())));
        await two.HearAsync(room, "changed");

        // As it is already: receipted, and nobody is told.
        await two.ChangeAsync(room, first.Sequence(), "edit", new { text = "Hello" });
        await one.ExpectNothingAsync($"/topic/public/{room}");
        // Not even the owner edits what another has written.
        await one.RefusedAsync(Chatting.To(room, $"messages/{first.Sequence()}/edit"), new { text = "Bye" }, "not-allowed");
        foreach (long nothing in new[] { 0, edited.Changed(), 99, -1, long.MaxValue })
            await two.RefusedAsync(Chatting.To(room, $"messages/{nothing}/edit"), new { text = "Bye" }, "no-such-message");
        await two.ExpectNothingAsync($"/topic/public/{room}");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Authors_and_moderators_delete_messages_of_which_a_mark_stays(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        (Visitor ann, Visitor bob, Visitor cid) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await cid.EnterAsync(room);
        await ann.AppointAsync(room, cid, "moderator");
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ListenAsync(room);
        await using StompTestClient three = await cid.ListenAsync(room);
        long[] sequences = [(await two.SayAsync(room, "mine")).Sequence(), (await two.SayAsync(room, "for Cid")).Sequence(), (await two.SayAsync(room, "for Ann")).Sequence()];
        foreach (long sequence in sequences) await one.HearAsync(room);
        long anns = (await one.SayAsync(room, "Ann's")).Sequence();
        await one.ChangeAsync(room, sequences[0], "react", new { emoji = "👍", on = true });
        await one.HearAsync(room, "changed");

        await using StompTestClient again = await bob.ConnectAsync();
        await again.RefusedAsync(Chatting.To(room, $"messages/{anns}/delete"), new { }, "not-allowed");
        await two.ChangeAsync(room, sequences[0], "delete");
        await three.ChangeAsync(room, sequences[1], "delete");
        await one.ChangeAsync(room, sequences[2], "delete");

        foreach (long sequence in sequences)
        {
            JsonElement deleted = await one.HearAsync(room, "changed");
            Assert.Equal(sequence, deleted.Sequence());
            Assert.Equal(JsonValueKind.Null, deleted.GetProperty("text").ValueKind);
            Assert.Equal(app.Clock.GetUtcNow(), deleted.GetProperty("deletedAt").GetDateTimeOffset());
            Assert.Equal(0, deleted.GetProperty("reactions").GetArrayLength());
            Assert.Equal(bob.Id, deleted.GetProperty("author").Text("id"));
        }

        Assert.Equal(["-", "-", "-", "Ann's"], (await bob.PageAsync(room)).Texts());
        // Deleted twice is deleted; nothing else is done to what is deleted.
        await two.ChangeAsync(room, sequences[0], "delete");
        await one.ExpectNothingAsync($"/topic/public/{room}");
        await one.RefusedAsync(Chatting.To(room, $"messages/{sequences[0]}/react"), new { emoji = "👍", on = true }, "no-such-message");
        await again.RefusedAsync(Chatting.To(room, $"messages/{sequences[0]}/edit"), new { text = "Back" }, "no-such-message");
        await again.RefusedAsync(Chatting.To(room, "messages/99/delete"), new { }, "no-such-message");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Members_react_once_with_each_sign_and_take_it_back(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ConnectAsync();
        JsonElement message = await one.SayAsync(room, "Cake?");
        long sequence = message.Sequence();

        await ReactAsync(one, "👍", true, $"👍 {ann.Id}");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await ReactAsync(two, "👍", true, $"👍 {ann.Id} {bob.Id}");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await ReactAsync(two, "🎂", true, $"👍 {ann.Id} {bob.Id}", $"🎂 {bob.Id}");
        await ReactAsync(two, "🎂", true);
        await ReactAsync(one, "🎂", false);
        await ReactAsync(one, "👍", false, $"👍 {bob.Id}", $"🎂 {bob.Id}");
        await ReactAsync(two, "👍", false, $"🎂 {bob.Id}");
        await ReactAsync(two, "👍", false);
        JsonElement kept = Assert.Single((await ann.PageAsync(room)).GetProperty("messages").EnumerateArray());
        Assert.Equal([$"🎂 {bob.Id}"], Lines(kept));
        Assert.Equal(JsonValueKind.Null, kept.GetProperty("editedAt").ValueKind);

        // With whom it is told; with nothing when nothing has changed.
        async Task ReactAsync(StompTestClient who, string emoji, bool on, params string[] told)
        {
            await who.ChangeAsync(room, sequence, "react", new { emoji, on });
            if (told.Length > 0) Assert.Equal(told, Lines(await one.HearAsync(room, "changed")));
            else await one.ExpectNothingAsync($"/topic/public/{room}");
        }

        static string[] Lines(JsonElement message) =>
        [
            .. message.GetProperty("reactions").EnumerateArray().Select(each => $"{each.Text("emoji")} {string.Join(' ', each.GetProperty("users").EnumerateArray())}"),
        ];
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reactions_are_signs_and_not_too_many(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, [.. Chatting.Fast, ("Chat:MaxReactionKinds", "12")]);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        long sequence = (await client.SayAsync(room, "Well?")).Sequence();
        string react = Chatting.To(room, $"messages/{sequence}/react");
        foreach (string? emoji in new[] { null, "", " ", "yes", "👍 ", "a", "👍a", "\u200D", "\uFE0F", "\u202E", "\0", "\n", "\u0001👍", "\uFFFD", "\u2800", "\uE000", new string('!', 17), "👍\u202E", "東" })
        {
            TestErrorReport report = await client.RefusedAsync(react, new { emoji, on = true }, "invalid");
            Assert.Equal(["emoji"], report.Errors.Keys);
        }

        string[] fine = ["👍", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "🇩🇪", "❤️", "👍🏿", "+1", "?!", "🫨", "©"];
        foreach (string emoji in fine) await client.ChangeAsync(room, sequence, "react", new { emoji, on = true });
        await client.ExpectMessageAsync($"/topic/public/{room}");
        for (int i = 1; i < fine.Length; i++) await client.ExpectMessageAsync($"/topic/public/{room}");
        await client.RefusedAsync(react, new { emoji = "🥇", on = true }, "limit-reached");
        await client.ChangeAsync(room, sequence, "react", new { emoji = "👍", on = true });
        await client.ChangeAsync(room, sequence, "react", new { emoji = "👍", on = false });
        await client.ChangeAsync(room, sequence, "react", new { emoji = "🥇", on = true });
        await client.ExpectMessageAsync($"/topic/public/{room}");
        await client.ExpectMessageAsync($"/topic/public/{room}");
        await client.RefusedAsync(Chatting.To(room, "messages/99/react"), new { emoji = "👍", on = true }, "no-such-message");
    }
}
