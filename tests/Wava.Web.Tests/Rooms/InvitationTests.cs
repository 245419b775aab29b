using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Rooms;

public sealed class InvitationTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_invitation_opens_a_room_that_is_closed_otherwise(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob, Visitor eve) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Eve"));
        string room = await ann.MakeRoomAsync(new { title = "Tea", access = "invitation" });
        string elsewhere = await ann.InviteAsync(await ann.MakeRoomAsync());

        (await eve.JoinAsync(room)).Must(404, "no-such-room");
        (await eve.JoinAsync(room, invitation: elsewhere)).Must(404, "no-such-room");
        (await eve.JoinAsync(room, invitation: Ids.New())).Must(404, "no-such-room");
        await bob.EnterAsync(room, invitation: await ann.InviteAsync(room));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_invitation_shows_what_it_is_to_without_being_used(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor nobody) = (await app.ComeAsync("Ann"), app.ComeUnknown());
        string room = await ann.MakeRoomAsync(new { title = "Tea", access = "invitation", waitingRoom = true });
        string token = await ann.InviteAsync(room, uses: 1, expiresInHours: 2);

        for (int i = 0; i < 2; i++)
        {
            JsonElement seen = (await nobody.PostAsync("/api/invitations/look", new { token })).Must(200).Json;
            Assert.Equal(room, seen.GetProperty("room").Text("id"));
            Assert.Equal("Tea", seen.GetProperty("room").Text("title"));
            Assert.True(seen.GetProperty("room").GetProperty("waitingRoom").GetBoolean());
            Assert.Equal(app.Clock.GetUtcNow().AddHours(2), seen.GetProperty("expiresAt").GetDateTimeOffset());
        }

        foreach (string? wrong in new[] { null, "", "no", Ids.New() }) (await nobody.PostAsync("/api/invitations/look", new { token = wrong })).Must(404, "no-such-invitation");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_invitation_is_good_for_a_while_and_for_so_many(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Tokens:Lifetime", "1.00:00:00"), ("Rooms:InvitationLifetime", "12:00:00"));
        (Visitor ann, Visitor bob, Visitor cid, Visitor dan) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"), await app.ComeAsync("Dan"));
        string room = await ann.MakeRoomAsync(new { title = "Tea", access = "invitation" });
        string once = await ann.InviteAsync(room, uses: 1);
        await bob.EnterAsync(room, invitation: once);
        await bob.EnterAsync(room, invitation: once);
        (await cid.JoinAsync(room, invitation: once)).Must(404, "no-such-room");
        (await cid.PostAsync("/api/invitations/look", new { token = once })).Must(404, "no-such-invitation");

        string later = await ann.InviteAsync(room);
        app.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        await cid.EnterAsync(room, invitation: later);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await dan.JoinAsync(room, invitation: later)).Must(404, "no-such-room");
        (await dan.PostAsync("/api/invitations/look", new { token = later })).Must(404, "no-such-invitation");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Invitations_are_listed_without_their_tokens_and_can_be_revoked(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync(new { title = "Tea", access = "invitation" });
        Answer made = (await ann.PostAsync($"/api/rooms/{room}/invitations", new { uses = 3, expiresInHours = 1 })).Must(201);

        Answer list = (await ann.GetAsync($"/api/rooms/{room}/invitations")).Must(200);
        JsonElement only = Assert.Single(list.Json.EnumerateArray());
        Assert.Equal(made.Text("id"), only.Text("id"));
        Assert.Equal(3, only.GetProperty("usesLeft").GetInt32());
        Assert.Equal(app.Clock.GetUtcNow().AddHours(1), only.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.DoesNotContain(made.Text("token"), list.Body, StringComparison.Ordinal);

        // Not by somebody who knows its id, from another room.
        (await bob.DeleteAsync($"/api/rooms/{await bob.MakeRoomAsync()}/invitations/{made.Text("id")}")).Must(404, "no-such-invitation");
        (await ann.DeleteAsync($"/api/rooms/{room}/invitations/{made.Text("id")}")).Must(204);
        (await ann.DeleteAsync($"/api/rooms/{room}/invitations/{made.Text("id")}")).Must(404, "no-such-invitation");
        (await bob.JoinAsync(room, invitation: made.Text("token"))).Must(404, "no-such-room");
        Assert.Empty((await ann.GetAsync($"/api/rooms/{room}/invitations")).Json.EnumerateArray());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_storage_does_not_know_the_tokens(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        Visitor ann = await app.ComeAsync("Ann");
        string token = await ann.InviteAsync(await ann.MakeRoomAsync());

        Assert.Equal(22, token.Length);
        string? stored = await app.Services.GetRequiredService<Database>().ReadAsync(sql => sql.FindAsync<string>("SELECT hash FROM invitations"));
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token))), stored);
    }

    [Theory]
    [InlineData("""{"expiresInHours":0}""", "expiresInHours")]
    [InlineData("""{"expiresInHours":721}""", "expiresInHours")]
    [InlineData("""{"uses":0}""", "uses")]
    [InlineData("""{"uses":10001}""", "uses")]
    public async Task An_invitation_has_bounds(string body, string field)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();

        Answer no = (await ann.PostAsync($"/api/rooms/{room}/invitations", JsonSerializer.Deserialize<JsonElement>(body))).Must(400, "invalid");

        Assert.Equal(field, Assert.Single(no.Json.GetProperty("errors").EnumerateObject()).Name);
        (await ann.PostAsync($"/api/rooms/{room}/invitations", new { expiresInHours = 720, uses = 10_000 })).Must(201);
        Answer plain = (await ann.PostAsync($"/api/rooms/{room}/invitations", new { })).Must(201);
        Assert.Equal(app.Clock.GetUtcNow().AddDays(7), plain.Json.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, plain.Json.GetProperty("usesLeft").ValueKind);
    }

    [Fact]
    public async Task A_room_has_so_many_invitations_and_those_that_are_over_do_not_count()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("Rooms:InvitationsPerRoom", "2"), ("Tokens:Lifetime", "02:00:00"));
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await ann.InviteAsync(room, expiresInHours: 1);
        await ann.InviteAsync(room);

        (await ann.PostAsync($"/api/rooms/{room}/invitations", new { })).Must(409, "limit-reached");

        app.Clock.Advance(TimeSpan.FromHours(1));
        await ann.InviteAsync(room);
    }
}
