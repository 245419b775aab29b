using System.Text.Json;

namespace Wava.Web.Tests.Rooms;

public sealed class RoomsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_makes_a_room_owns_it_and_finds_it_again(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        Visitor ann = await app.ComeAsync("Ann");

        Answer made = (await ann.PostAsync("/api/rooms", new { title = "  Tea\ttime ", access = "invitation", password = "milk", maxParticipants = 4, waitingRoom = true })).Must(201);

        string room = made.Text("id");
        Assert.Equal($"/api/rooms/{room}", made.Response.Headers.Location?.ToString());
        foreach (JsonElement seen in new[] { made.Json, (await ann.GetAsync($"/api/rooms/{room}")).Must(200).Json, (await ann.GetAsync("/api/rooms")).Must(200).Json[0] })
        {
            Assert.Equal("Tea time", seen.Text("title"));
            Assert.Equal("invitation", seen.Text("access"));
            Assert.True(seen.GetProperty("hasPassword").GetBoolean());
            Assert.Equal(4, seen.GetProperty("maxParticipants").GetInt32());
            Assert.True(seen.GetProperty("waitingRoom").GetBoolean());
            Assert.False(seen.GetProperty("locked").GetBoolean());
            Assert.Equal("owner", seen.Text("role"));
            Assert.Equal(0, seen.GetProperty("lastSequence").GetInt64());
            Assert.Equal(0, seen.GetProperty("lastRead").GetInt64());
            Assert.Equal(app.Clock.GetUtcNow(), seen.GetProperty("createdAt").GetDateTimeOffset());
            Assert.DoesNotContain("milk", seen.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_room_is_open_and_for_six_unless_something_else_is_said(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        Visitor ann = await app.ComeAsync("Ann");

        JsonElement room = (await ann.PostAsync("/api/rooms", new { title = "Tea" })).Must(201).Json;

        Assert.Equal("open", room.Text("access"));
        Assert.Equal(6, room.GetProperty("maxParticipants").GetInt32());
        Assert.False(room.GetProperty("hasPassword").GetBoolean());
        Assert.False(room.GetProperty("waitingRoom").GetBoolean());
    }

    [Fact]
    public async Task Everything_that_is_filled_in_wrongly_is_told_at_once()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        Visitor ann = await app.ComeAsync("Ann");

        Answer no = (await ann.PostAsync("/api/rooms", new { title = "\u200b \u202e", access = "secret", password = new string('x', 129), maxParticipants = 13 })).Must(400, "invalid");

        string[] fields = [.. no.Json.GetProperty("errors").EnumerateObject().Select(each => each.Name).Order()];
        Assert.Equal(["access", "maxParticipants", "password", "title"], fields);
        (await ann.PostAsync("/api/rooms", new { access = "open" })).Must(400, "invalid");
        (await ann.PostAsync("/api/rooms", new { title = "Tea", maxParticipants = 1 })).Must(400, "invalid");
        (await ann.PatchAsync($"/api/rooms/{await ann.MakeRoomAsync()}", new { title = " " })).Must(400, "invalid");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Settings_can_be_changed_one_by_one(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync(new { title = "Tea", password = "milk" });

        JsonElement renamed = (await ann.PatchAsync($"/api/rooms/{room}", new { title = "Coffee" })).Must(200).Json;
        Assert.Equal("Coffee", renamed.Text("title"));
        Assert.True(renamed.GetProperty("hasPassword").GetBoolean());

        JsonElement changed = (await ann.PatchAsync($"/api/rooms/{room}", new { access = "invitation", password = "", maxParticipants = 2, waitingRoom = true, locked = true })).Must(200).Json;
        Assert.Equal("Coffee", changed.Text("title"));
        Assert.Equal("invitation", changed.Text("access"));
        Assert.False(changed.GetProperty("hasPassword").GetBoolean());
        Assert.Equal(2, changed.GetProperty("maxParticipants").GetInt32());
        Assert.True(changed.GetProperty("waitingRoom").GetBoolean());
        Assert.True(changed.GetProperty("locked").GetBoolean());
        Assert.Equal(changed.ToString(), (await ann.GetAsync($"/api/rooms/{room}")).Must(200).Json.ToString());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_deleted_room_leaves_nothing(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        string token = await ann.InviteAsync(room);
        await bob.EnterAsync(room);

        (await ann.DeleteAsync($"/api/rooms/{room}")).Must(204);

        foreach (Visitor each in new[] { ann, bob })
        {
            Assert.Empty((await each.GetAsync("/api/rooms")).Must(200).Json.EnumerateArray());
            (await each.GetAsync($"/api/rooms/{room}")).Must(404, "no-such-room");
            (await each.JoinAsync(room)).Must(404, "no-such-room");
        }

        (await bob.PostAsync("/api/invitations/look", new { token })).Must(404, "no-such-invitation");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nobody_owns_more_rooms_than_allowed_however_fast_they_are_made(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Rooms:RoomsPerUser", "3"));
        Visitor ann = await app.ComeAsync("Ann");

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ann.PostAsync("/api/rooms", new { title = "Tea" }))));

        Assert.Equal(3, answers.Count(each => each.Status == 201));
        Assert.All(answers.Where(each => each.Status != 201), each => each.Must(409, "limit-reached"));
        Assert.Equal(3, (await ann.GetAsync("/api/rooms")).Must(200).Json.GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_link_of_an_open_room_shows_a_preview_to_everybody(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob, Visitor nobody) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), app.ComeUnknown());
        string room = await ann.MakeRoomAsync(new { title = "Tea", password = "milk" });

        foreach (Visitor each in new[] { bob, nobody })
        {
            JsonElement preview = (await each.GetAsync($"/api/rooms/{room}")).Must(200).Json;
            Assert.Equal(["hasPassword", "id", "locked", "title", "waitingRoom"], preview.EnumerateObject().Select(field => field.Name).Order());
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Members_see_each_other_and_who_is_there(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await bob.EnterAsync(room);
        await using (await bob.ListenAsync(room))
        {
            JsonElement members = (await ann.GetAsync($"/api/rooms/{room}/members")).Must(200).Json;
            Assert.Equal(["Ann owner account False", "Bob member account True"], members.EnumerateArray().Select(
                each => $"{each.Text("name")} {each.Text("role")} {each.Text("kind")} {each.GetProperty("online").GetBoolean()}"));
            Assert.Equal(app.Clock.GetUtcNow(), members[1].GetProperty("joinedAt").GetDateTimeOffset());
        }

        await Testing.Eventually.IsTrue(
            async () => !(await ann.GetAsync($"/api/rooms/{room}/members")).Json[1].GetProperty("online").GetBoolean(), "Bob is offline when his connection is closed");
    }
}
