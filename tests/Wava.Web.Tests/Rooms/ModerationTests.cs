using System.Text.Json;
using Wava.Testing;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Rooms;

public sealed class ModerationTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_kicked_member_hears_nothing_more_on_any_connection_and_the_others_hear_that_they_are_gone(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob, Visitor cid) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await cid.EnterAsync(room);
        await using StompTestClient one = await bob.ListenAsync(room);
        await using StompTestClient two = await bob.ListenAsync(room);
        await using StompTestClient other = await cid.ListenAsync(room);

        (await ann.DeleteAsync($"/api/rooms/{room}/members/{bob.Id}")).Must(204);

        foreach (StompTestClient client in new[] { one, two })
        {
            Assert.Equal("revoked", (await client.ExpectErrorReportAsync()).Code);
            Assert.Equal(room, (await client.ExpectNewsAsync(Visitors.Own, "kicked")).Text("room"));
        }

        JsonElement gone = await other.ExpectRoomNewsAsync(room, "member-left");
        Assert.Equal($"{bob.Id} kicked", $"{gone.Text("user")} {gone.Text("reason")}");
        (await ann.PatchAsync($"/api/rooms/{room}", new { title = "Without Bob" })).Must(200);
        await other.ExpectRoomNewsAsync(room, "room");
        await one.ExpectNothingAsync($"/topic/public/{room}");
        await two.ExpectNothingAsync($"/topic/public/{room}");
        (await bob.GetAsync($"/api/rooms/{room}/members")).Must(404, "no-such-room");

        // The room is open: they may come again, and hear again.
        await bob.EnterAsync(room);
        await one.SubscribeAsync($"/topic/public/{room}");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_banned_person_is_out_and_does_not_come_in_again_until_the_ban_is_lifted(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        string token = await ann.InviteAsync(room);
        await using StompTestClient client = await bob.ListenAsync(room);

        (await ann.PutAsync($"/api/rooms/{room}/bans/{bob.Id}")).Must(204);
        (await ann.PutAsync($"/api/rooms/{room}/bans/{bob.Id}")).Must(204);

        await client.ExpectNewsAsync(Visitors.Own, "banned");
        Assert.Equal("revoked", (await client.ExpectErrorReportAsync()).Code);
        (await bob.JoinAsync(room)).Must(404, "no-such-room");
        (await bob.JoinAsync(room, invitation: token)).Must(404, "no-such-room");
        (await bob.PostAsync("/api/invitations/look", new { token })).Must(404, "no-such-invitation");
        (await bob.GetAsync($"/api/rooms/{room}")).Must(404, "no-such-room");
        JsonElement ban = Assert.Single((await ann.GetAsync($"/api/rooms/{room}/bans")).Must(200).Json.EnumerateArray());
        Assert.Equal($"{bob.Id} Bob", $"{ban.Text("id")} {ban.Text("name")}");
        Assert.Equal(app.Clock.GetUtcNow(), ban.GetProperty("at").GetDateTimeOffset());

        (await ann.DeleteAsync($"/api/rooms/{room}/bans/{bob.Id}")).Must(204);
        (await ann.DeleteAsync($"/api/rooms/{room}/bans/{bob.Id}")).Must(204);
        await bob.EnterAsync(room);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nobody_moderates_those_who_are_as_much_as_they_are_or_more(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob, Visitor cid) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await cid.EnterAsync(room);
        await ann.AppointAsync(room, bob, "moderator");
        await ann.AppointAsync(room, cid, "moderator");

        foreach (Visitor other in new[] { ann, bob, cid })
        {
            (await bob.DeleteAsync($"/api/rooms/{room}/members/{other.Id}")).Must(403, "not-allowed");
            (await bob.PutAsync($"/api/rooms/{room}/bans/{other.Id}")).Must(403, "not-allowed");
            (await bob.PostAsync($"/api/rooms/{room}/members/{other.Id}/mute", new { muted = true })).Must(403, "not-allowed");
            (await bob.PutAsync($"/api/rooms/{room}/members/{other.Id}/role", new { role = "member" })).Must(403, "not-allowed");
        }

        (await ann.DeleteAsync($"/api/rooms/{room}/members/{ann.Id}")).Must(403, "not-allowed");
        (await ann.PutAsync($"/api/rooms/{room}/bans/{ann.Id}")).Must(403, "not-allowed");
        Assert.Equal(3, (await ann.GetAsync($"/api/rooms/{room}/members")).Json.GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Roles_change_and_a_room_is_handed_over(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        Visitor gus = await app.ComeAsGuestAsync("Gus", room);
        await gus.EnterAsync(room);
        await using StompTestClient client = await bob.ListenAsync(room);

        await ann.AppointAsync(room, bob, "moderator");
        Assert.Equal("moderator", (await client.ExpectRoomNewsAsync(room, "member")).GetProperty("member").Text("role"));
        await ann.AppointAsync(room, bob, "owner");
        string[] news = [Line(await client.ExpectRoomNewsAsync(room, "member")), Line(await client.ExpectRoomNewsAsync(room, "member"))];
        Assert.Equal([$"{ann.Name} moderator", $"{bob.Name} owner"], news.Order());

        (await ann.PatchAsync($"/api/rooms/{room}", new { title = "Mine" })).Must(403, "not-allowed");
        (await bob.PatchAsync($"/api/rooms/{room}", new { title = "Mine" })).Must(200);
        (await bob.PutAsync($"/api/rooms/{room}/members/{gus.Id}/role", new { role = "owner" })).Must(400, "invalid");
        (await bob.PutAsync($"/api/rooms/{room}/members/{ann.Id}/role", new { role = "guest" })).Must(400, "invalid");
        (await bob.PutAsync($"/api/rooms/{room}/members/{Ids.New()}/role", new { role = "member" })).Must(404, "no-such-member");

        static string Line(JsonElement news) => $"{news.GetProperty("member").Text("name")} {news.GetProperty("member").Text("role")}";
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_moderator_mutes_and_asks_to_unmute(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient client = await bob.ConnectAsync();

        foreach (bool muted in new[] { true, false })
        {
            (await ann.PostAsync($"/api/rooms/{room}/members/{bob.Id}/mute", new { muted })).Must(204);
            await client.ExpectMessageAsync(Visitors.Own, new { type = "mute", room, muted, by = new { id = ann.Id, name = "Ann" } });
        }

        (await ann.PostAsync($"/api/rooms/{room}/members/{bob.Id}/mute", new { })).Must(400, "invalid");
        (await ann.PostAsync($"/api/rooms/{room}/members/{Ids.New()}/mute", new { muted = true })).Must(404, "no-such-member");
    }
}
