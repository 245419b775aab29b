using System.Text.Json;
using Wava.Testing;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

public sealed class PresenceTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_others_hear_who_is_typing_but_not_with_every_key(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ConnectAsync();

        for (int key = 0; key < 5; key++) await TypeAsync(true);
        await ExpectAsync(true);
        await one.ExpectNothingAsync($"/topic/public/{room}");
        // It lasts for six seconds, so it is said again while it goes on.
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await TypeAsync(true);
        await ExpectAsync(true);
        // Its end is told at once, and once.
        await TypeAsync(false);
        await ExpectAsync(false);
        await TypeAsync(false);
        await TypeAsync(true);
        await TypeAsync(false);
        await one.ExpectNothingAsync($"/topic/public/{room}");
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await TypeAsync(true);
        await ExpectAsync(true);

        Task TypeAsync(bool typing) => two.SendConfirmedAsync(Chatting.To(room, "typing"), new { typing });

        Task ExpectAsync(bool typing) => one.ExpectMessageAsync($"/topic/public/{room}", new { type = "typing", user = new { id = bob.Id, name = "Bob" }, typing });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_marks_move_forwards_and_not_beyond_what_was_written(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ConnectAsync();
        long[] sequences = [(await one.SayAsync(room, "1")).Sequence(), (await one.SayAsync(room, "2")).Sequence(), (await one.SayAsync(room, "3")).Sequence()];

        await ReadAsync(sequences[1], true);
        await ReadAsync(sequences[1], false);
        await ReadAsync(sequences[0], false);
        await ReadAsync(-1, false);
        await ReadAsync(sequences[2] + 1, false);
        await ReadAsync(long.MaxValue, false);
        Assert.Equal(sequences[1], (await bob.GetAsync($"/api/rooms/{room}")).Json.GetProperty("lastRead").GetInt64());
        await ReadAsync(sequences[2], true);
        Assert.Equal(sequences[2], (await bob.GetAsync($"/api/rooms/{room}")).Json.GetProperty("lastRead").GetInt64());
        Assert.Equal(0, (await ann.GetAsync($"/api/rooms/{room}")).Json.GetProperty("lastRead").GetInt64());

        async Task ReadAsync(long sequence, bool told)
        {
            await two.SendConfirmedAsync(Chatting.To(room, "read"), new { sequence });
            if (told) await one.ExpectMessageAsync($"/topic/public/{room}", new { type = "read", user = bob.Id, sequence });
            else await one.ExpectNothingAsync($"/topic/public/{room}");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_comes_later_has_what_was_written_before_still_to_read(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        long sequence = (await client.SayAsync(room, "First")).Sequence();
        await bob.EnterAsync(room);

        JsonElement seen = (await bob.GetAsync($"/api/rooms/{room}")).Must(200).Json;

        Assert.Equal(sequence, seen.GetProperty("lastSequence").GetInt64());
        Assert.InRange(seen.GetProperty("lastRead").GetInt64(), 0, sequence);
    }
}
