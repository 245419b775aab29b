using Wava.Testing;

namespace Wava.Web.Tests.Rooms;

public sealed class RoomNewsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Members_hear_who_comes_and_goes_and_what_is_changed(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);

        await bob.EnterAsync(room);
        await client.ExpectMessageAsync(
            $"/topic/public/{room}",
            new { type = "member", member = new { id = bob.Id, name = "Bob", kind = "account", role = "member", joinedAt = app.Clock.GetUtcNow() } });

        (await ann.PatchAsync($"/api/rooms/{room}", new { title = "Coffee", password = "milk" })).Must(200);
        await client.ExpectMessageAsync(
            $"/topic/public/{room}",
            new { type = "room", room = new { id = room, title = "Coffee", access = "open", hasPassword = true, maxParticipants = 6, waitingRoom = false, locked = false } });

        (await bob.PostAsync($"/api/rooms/{room}/leave")).Must(204);
        await client.ExpectMessageAsync($"/topic/public/{room}", new { type = "member-left", user = bob.Id, reason = "left" });

        // What changes nothing is no news.
        (await ann.PatchAsync($"/api/rooms/{room}", new { title = "Coffee" })).Must(200);
        await client.ExpectNothingAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_leaves_in_one_tab_has_left_in_all_of_them(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient tab = await bob.ListenAsync(room);

        (await bob.PostAsync($"/api/rooms/{room}/leave")).Must(204);

        await tab.ExpectNewsAsync(Visitors.Own, "left");
        Assert.Equal("revoked", (await tab.ExpectErrorReportAsync()).Code);
        (await ann.PatchAsync($"/api/rooms/{room}", new { title = "Without Bob" })).Must(200);
        await tab.ExpectNothingAsync($"/topic/public/{room}");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Everybody_hears_that_a_room_is_deleted(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient inside = await bob.ListenAsync(room);
        await using StompTestClient outside = await bob.ConnectAsync();

        (await ann.DeleteAsync($"/api/rooms/{room}")).Must(204);

        await inside.ExpectRoomNewsAsync(room, "deleted");
        Assert.Equal("revoked", (await inside.ExpectErrorReportAsync()).Code);
        Assert.Equal(room, (await outside.ExpectNewsAsync(Visitors.Own, "deleted")).Text("room"));
    }
}
