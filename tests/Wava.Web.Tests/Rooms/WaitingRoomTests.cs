using System.Text.Json;
using Wava.Testing;

namespace Wava.Web.Tests.Rooms;

public sealed class WaitingRoomTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Somebody_who_waits_is_seen_by_those_who_may_admit_and_comes_in_when_they_do(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob, Visitor cid) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        (await ann.PatchAsync($"/api/rooms/{room}", new { waitingRoom = true })).Must(200);
        await using StompTestClient owner = await ann.ListenAsync(room);
        await using StompTestClient member = await bob.ListenAsync(room);
        await using StompTestClient waiting = await cid.ConnectAsync();

        Answer answer = (await cid.JoinAsync(room)).Must(202);
        Assert.Equal("""{"status":"waiting"}""", answer.Body);
        JsonElement list = (await owner.ExpectNewsAsync(Visitors.Own, "waiting")).GetProperty("waiting");
        Assert.Equal($"{cid.Id} Cid account", string.Join(' ', list.EnumerateArray().Select(each => $"{each.Text("id")} {each.Text("name")} {each.Text("kind")}")));
        Assert.Equal(list.ToString(), (await ann.GetAsync($"/api/rooms/{room}/waiting")).Must(200).Json.ToString());
        (await cid.GetAsync($"/api/rooms/{room}/members")).Must(404, "no-such-room");

        (await ann.PostAsync($"/api/rooms/{room}/waiting/{cid.Id}/admit")).Must(204);

        Assert.Equal(room, (await waiting.ExpectNewsAsync(Visitors.Own, "admitted")).Text("room"));
        Assert.Equal(cid.Id, (await member.ExpectRoomNewsAsync(room, "member")).GetProperty("member").Text("id"));
        Assert.Empty((await owner.ExpectNewsAsync(Visitors.Own, "waiting")).GetProperty("waiting").EnumerateArray());
        await member.ExpectNothingAsync(Visitors.Own);
        await cid.EnterAsync(room);
        await waiting.SubscribeAsync($"/topic/public/{room}");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Somebody_who_is_turned_away_hears_so_and_is_not_let_in(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync(new { title = "Tea", waitingRoom = true });
        await using StompTestClient waiting = await bob.ConnectAsync();
        (await bob.JoinAsync(room)).Must(202);

        (await ann.PostAsync($"/api/rooms/{room}/waiting/{bob.Id}/deny")).Must(204);

        Assert.Equal(room, (await waiting.ExpectNewsAsync(Visitors.Own, "denied")).Text("room"));
        Assert.Empty((await ann.GetAsync($"/api/rooms/{room}/waiting")).Json.EnumerateArray());
        (await ann.PostAsync($"/api/rooms/{room}/waiting/{bob.Id}/admit")).Must(404, "no-such-member");
        (await ann.PostAsync($"/api/rooms/{room}/waiting/{bob.Id}/deny")).Must(404, "no-such-member");
        (await bob.GetAsync($"/api/rooms/{room}/members")).Must(404, "no-such-room");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Asking_again_keeps_ones_place_and_uses_no_second_invitation(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Tokens:Lifetime", "03:00:00"));
        (Visitor ann, Visitor bob, Visitor cid) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"));
        string room = await ann.MakeRoomAsync(new { title = "Tea", access = "invitation", waitingRoom = true });
        string once = await ann.InviteAsync(room, uses: 1);
        (await bob.JoinAsync(room, invitation: once)).Must(202);
        app.Clock.Advance(TimeSpan.FromMinutes(4));
        (await cid.JoinAsync(room, invitation: await ann.InviteAsync(room))).Must(202);

        (await bob.JoinAsync(room, invitation: once)).Must(202);
        app.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(["Bob", "Cid"], await NamesAsync());
        // Whoever was away comes back to the end of the line, without another invitation.
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await NamesAsync());
        (await cid.JoinAsync(room)).Must(202);
        (await bob.JoinAsync(room, invitation: once)).Must(202);
        Assert.Equal(2, (await NamesAsync()).Length);
        (await ann.PostAsync($"/api/rooms/{room}/waiting/{bob.Id}/admit")).Must(204);

        async Task<string[]> NamesAsync() => [.. (await ann.GetAsync($"/api/rooms/{room}/waiting")).Must(200).Json.EnumerateArray().Select(each => each.Text("name"))];
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_gives_up_waiting_disappears_from_the_list(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob, Visitor cid) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"));
        string room = await ann.MakeRoomAsync(new { title = "Tea", waitingRoom = true });
        await using StompTestClient owner = await ann.ConnectAsync();
        (await bob.JoinAsync(room)).Must(202);
        await owner.ExpectNewsAsync(Visitors.Own, "waiting");
        (await cid.JoinAsync(room)).Must(202);
        await owner.ExpectNewsAsync(Visitors.Own, "waiting");

        // One leaves the page, the other's computer sleeps.
        (await cid.PostAsync($"/api/rooms/{room}/leave")).Must(204);
        Assert.Equal("Bob", Assert.Single((await owner.ExpectNewsAsync(Visitors.Own, "waiting")).GetProperty("waiting").EnumerateArray()).Text("name"));
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        // It is looked at every few seconds.
        app.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty((await owner.ExpectNewsAsync(Visitors.Own, "waiting")).GetProperty("waiting").EnumerateArray());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_ban_reaches_those_who_wait(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync(new { title = "Tea", waitingRoom = true });
        await using StompTestClient waiting = await bob.ConnectAsync();
        (await bob.JoinAsync(room)).Must(202);

        (await ann.PutAsync($"/api/rooms/{room}/bans/{bob.Id}")).Must(204);

        await waiting.ExpectNewsAsync(Visitors.Own, "denied");
        (await ann.PostAsync($"/api/rooms/{room}/waiting/{bob.Id}/admit")).Must(404, "no-such-member");
        (await bob.JoinAsync(room)).Must(404, "no-such-room");
    }
}
