using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Wava.Testing;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Accounts;

public sealed class GuestTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_guest_comes_by_invitation_without_using_it_up(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        string room = await MakeRoomAsync(app, "invitation");
        string invitation = await InviteAsync(app, room, TimeSpan.FromHours(1), uses: 1);
        using Person gus = await app.GuestAsync(" Gus\u200B ", invitation);
        using Person eve = await app.GuestAsync("Eve", invitation);

        Assert.Equal("Gus", gus.Name);
        JsonElement me = await gus.GetAsync("/api/me");
        Assert.Equal("guest", me.GetProperty("kind").GetString());
        Assert.Equal(room, me.GetProperty("room").GetString());
        Assert.False(me.TryGetProperty("userName", out _));
        await using StompTestClient client = await gus.ConnectAsync();
        await client.FenceAsync();
        await gus.RefusedAsync(HttpMethod.Post, "/api/me/password", new { current = "whatever it is", @new = "another good one" }, HttpStatusCode.Forbidden, "not-allowed");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_guest_comes_to_an_open_room_unless_that_is_forbidden(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        string open = await MakeRoomAsync(app, "open");
        using Person gus = await app.GuestAsync("Gus", room: open);
        await gus.GetAsync("/api/me");

        await using WavaApp strict = await WavaApp.StartAsync(engine, ("Accounts:GuestsInOpenRooms", "false"));
        await RefusedAsync(strict, new { name = "Gus", room = await MakeRoomAsync(strict, "open") });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whatever_is_wrong_with_an_invitation_the_answer_is_the_same(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        string room = await MakeRoomAsync(app, "invitation");
        string used = await InviteAsync(app, room, TimeSpan.FromHours(1), uses: 0);
        string expired = await InviteAsync(app, room, TimeSpan.Zero, uses: null);
        HashSet<string> answers = [];
        answers.Add(await RefusedAsync(app, new { name = "Gus", invitation = used }));
        answers.Add(await RefusedAsync(app, new { name = "Gus", invitation = expired }));
        answers.Add(await RefusedAsync(app, new { name = "Gus", invitation = Ids.New() }));
        answers.Add(await RefusedAsync(app, new { name = "Gus", invitation = "' OR 1=1 --" }));
        answers.Add(await RefusedAsync(app, new { name = "Gus", room }));
        answers.Add(await RefusedAsync(app, new { name = "Gus", room = Ids.New() }));
        answers.Add(await RefusedAsync(app, new { name = "Gus", room = "no id at all" }));
        Assert.Single(answers);
    }

    [Fact]
    public async Task A_guest_says_a_name_and_where_to_go()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        JsonElement problem = await app.AnswerAsync(await app.PostAsync("/api/session/guest", new { name = "\u200B" }), HttpStatusCode.BadRequest);
        Assert.Equal(["invitation", "name"], problem.GetProperty("errors").EnumerateObject().Select(each => each.Name).Order());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_guests_sign_in_ends_with_the_room(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        string room = await MakeRoomAsync(app, "open");
        using Person gus = await app.GuestAsync("Gus", room: room);
        using HttpResponseMessage fresh = await gus.Http.PostAsync("/api/session/guest", System.Net.Http.Json.JsonContent.Create(new { name = "Gus", room }));
        string cookie = SessionClient.CookieOf(fresh);
        Database database = app.Services.GetRequiredService<Database>();
        await database.WriteAsync(sql => sql.ExecuteAsync("DELETE FROM rooms WHERE id = @room", new { room }));
        using var client = new SessionClient(app);
        using HttpResponseMessage answer = await client.RefreshAsync(cookie);
        Assert.Equal("signed-out", await SessionClient.CodeOf(answer));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Guests_who_cannot_come_back_are_forgotten_but_not_what_they_wrote(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");
        string kept = await MakeRoomAsync(app, "open");
        string lost = await MakeRoomAsync(app, "open");
        using Person stays = await app.GuestAsync("Stays", room: kept);
        using Person leaves = await app.GuestAsync("Leaves", room: kept);
        using Person homeless = await app.GuestAsync("Homeless", room: lost);
        using Person owner = await app.GuestAsync("Owner", room: kept);
        await using StompTestClient socket = await homeless.ConnectAsync();
        Database database = app.Services.GetRequiredService<Database>();
        await database.WriteAsync(async sql =>
        {
            foreach (Person each in new[] { stays, leaves, owner })
                await sql.ExecuteAsync("INSERT INTO members (room_id, user_id, role, joined_at, last_read) VALUES (@kept, @Id, @role, 0, 0)", new { kept, each.Id, role = each == owner ? "owner" : "guest" });
            await sql.ExecuteAsync(
                """
                INSERT INTO messages (room_id, sequence, changed, id, author_id, author_name, client_id, text, created_at)
                VALUES (@kept, 1, 1, @message, @Id, 'Leaves', 'c', 'Hello', 0)
                """,
                new { kept, message = Ids.New(), leaves.Id });
            await sql.ExecuteAsync("DELETE FROM refresh_tokens WHERE user_id = @Id", new { leaves.Id });
            await sql.ExecuteAsync("DELETE FROM refresh_tokens WHERE user_id = @Id", new { owner.Id });
            return await sql.ExecuteAsync("DELETE FROM rooms WHERE id = @lost", new { lost });
        });

        app.Clock.Jump(TimeSpan.FromHours(1));
        await Eventually.IsTrue(async () => !(await UsersAsync()).Contains(homeless.Id), "the guest without a room is forgotten");
        Assert.Equal(new[] { ann.Id, stays.Id, owner.Id }.Order(StringComparer.Ordinal), (await UsersAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(
            new[] { stays.Id, owner.Id }.Order(StringComparer.Ordinal),
            (await database.ReadAsync(sql => sql.ListAsync<string>("SELECT user_id FROM members"))).Order(StringComparer.Ordinal));
        Assert.Equal("Leaves", await database.ReadAsync(sql => sql.FindAsync<string>("SELECT author_name FROM messages WHERE author_id = @Id", new { leaves.Id })));
        Assert.Equal(0, await database.ReadAsync(sql => sql.FindAsync<long>("SELECT COUNT(*) FROM refresh_tokens WHERE user_id = @Id", new { homeless.Id })));

        Task<IReadOnlyList<string>> UsersAsync() => database.ReadAsync(sql => sql.ListAsync<string>("SELECT id FROM users"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Expired_sign_ins_are_forgotten(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");
        Database database = app.Services.GetRequiredService<Database>();
        app.Clock.Jump(TimeSpan.FromDays(30));
        await Eventually.IsTrue(
            async () => await database.ReadAsync(sql => sql.FindAsync<long>("SELECT COUNT(*) FROM refresh_tokens")) == 0, "the expired sign-in is forgotten");
        Assert.Equal(1, await database.ReadAsync(sql => sql.FindAsync<long>("SELECT COUNT(*) FROM users")));
    }

    private static async Task<string> RefusedAsync(WavaApp app, object body)
    {
        HttpResponseMessage answer = await app.PostAsync("/api/session/guest", body);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("no-such-invitation", await SessionClient.CodeOf(answer));
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string> MakeRoomAsync(WavaApp app, string access)
    {
        string id = Ids.New();
        await app.Services.GetRequiredService<Database>().WriteAsync(sql => sql.ExecuteAsync(
            "INSERT INTO rooms (id, title, access, max_participants, waiting_room, locked, created_at, last_sequence) VALUES (@id, 'Room', @access, 10, 0, 0, 0, 0)", new { id, access }));
        return id;
    }

    private static async Task<string> InviteAsync(WavaApp app, string room, TimeSpan lifetime, int? uses)
    {
        string token = Ids.New();
        string hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        long end = app.Clock.GetUtcNow().Add(lifetime).ToUnixTimeMilliseconds();
        await app.Services.GetRequiredService<Database>().WriteAsync(sql => sql.ExecuteAsync(
            "INSERT INTO invitations (id, hash, room_id, created_by, created_at, expires_at, uses_left) VALUES (@id, @hash, @room, 'x', 0, @end, @uses)", new { id = Ids.New(), hash, room, end, uses }));
        return token;
    }
}
