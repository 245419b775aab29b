using Wava.Web.Storage;

namespace Wava.Web.Tests.Rooms;

public sealed class JoiningTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_has_the_link_of_an_open_room_comes_in_and_joining_twice_is_harmless(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();

        for (int i = 0; i < 2; i++)
        {
            Answer joined = (await bob.JoinAsync(room)).Must(200);
            Assert.Equal("joined", joined.Text("status"));
            Assert.Equal("member", joined.Json.GetProperty("room").Text("role"));
        }

        Assert.Equal("owner", (await ann.JoinAsync(room)).Must(200).Json.GetProperty("room").Text("role"));
        Assert.Equal(2, (await ann.GetAsync($"/api/rooms/{room}/members")).Json.GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_password_is_asked_for_and_guessing_it_is_slow(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Rooms:PasswordTriesPerMinute", "3"), ("Rooms:PasswordIterations", "10000"));
        (Visitor ann, Visitor bob, Visitor eve) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Eve"));
        string room = await ann.MakeRoomAsync(new { title = "Tea", password = "milk" });

        (await eve.JoinAsync(room)).Must(403, "wrong-password");
        for (int i = 0; i < 3; i++) (await eve.JoinAsync(room, "sugar")).Must(403, "wrong-password");
        Answer slow = (await eve.JoinAsync(room, "milk")).Must(429, "too-many-tries");
        Assert.Equal(TimeSpan.FromSeconds(20), slow.Response.Headers.RetryAfter?.Delta);

        // Somebody else is not made to wait for it.
        await bob.EnterAsync(room, "milk");
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        await eve.EnterAsync(room, "milk");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nobody_comes_into_a_locked_room_but_those_who_are_in_stay(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob, Visitor cid) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        (await ann.PatchAsync($"/api/rooms/{room}", new { locked = true })).Must(200);

        (await cid.JoinAsync(room)).Must(409, "room-locked");
        await bob.EnterAsync(room);

        (await ann.PatchAsync($"/api/rooms/{room}", new { locked = false })).Must(200);
        await cid.EnterAsync(room);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Rooms_that_are_not_for_somebody_look_as_if_there_were_none(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Rooms:ProbesPerMinute", "1000"));
        (Visitor ann, Visitor eve) = (await app.ComeAsync("Ann"), await app.ComeAsync("Eve"));
        string byInvitation = await ann.MakeRoomAsync(new { title = "Tea", access = "invitation" });
        string banned = await ann.MakeRoomAsync();
        (await ann.PutAsync($"/api/rooms/{banned}/bans/{eve.Id}")).Must(204);
        string unknown = Ids.New();

        string[] paths = ["", "/members", "/bans", "/waiting", "/invitations"];
        foreach (string path in paths) Same([.. await AskAsync(room => eve.GetAsync($"/api/rooms/{room}{path}"))]);
        Same([.. await AskAsync(room => eve.JoinAsync(room))]);
        Same([.. await AskAsync(room => eve.PostAsync($"/api/rooms/{room}/leave"))]);
        Same([.. await AskAsync(room => eve.PatchAsync($"/api/rooms/{room}", new { title = "Mine" }))]);
        Same([.. await AskAsync(room => eve.DeleteAsync($"/api/rooms/{room}"))]);

        async Task<List<Answer>> AskAsync(Func<string, Task<Answer>> ask)
        {
            var answers = new List<Answer>();
            foreach (string room in new[] { unknown, byInvitation, banned, "no-id" }) answers.Add(await ask(room));
            return answers;
        }

        static void Same(params Answer[] answers)
        {
            answers[0].Must(404, "no-such-room");
            Assert.All(answers, each => Assert.Equal(Shown(answers[0]), Shown(each)));
        }

        // All but the trace id, which is every request's own.
        static string Shown(Answer answer) =>
            $"{answer.Status} {string.Join(' ', answer.Json.EnumerateObject().Where(field => field.Name != "traceId").Select(field => field.ToString()))}";
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_guest_comes_into_the_guests_own_room_only(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        Visitor ann = await app.ComeAsync("Ann");
        (string room, string other) = (await ann.MakeRoomAsync(), await ann.MakeRoomAsync());
        Visitor gus = await app.ComeAsGuestAsync("Gus", room);

        await gus.EnterAsync(room);

        Assert.Equal("guest", (await gus.GetAsync($"/api/rooms/{room}")).Must(200).Text("role"));
        (await gus.JoinAsync(other)).Must(404, "no-such-room");
        (await gus.GetAsync($"/api/rooms/{other}")).Must(404, "no-such-room");
        (await gus.PostAsync("/api/rooms", new { title = "Mine" })).Must(403, "not-allowed");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_room_has_an_owner_as_long_as_there_is_anybody_in_it(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);

        (await ann.PostAsync($"/api/rooms/{room}/leave")).Must(409, "hand-over-first");
        (await ann.PutAsync($"/api/rooms/{room}/members/{ann.Id}/role", new { role = "member" })).Must(409, "hand-over-first");
        await ann.AppointAsync(room, bob, "owner");
        (await ann.PostAsync($"/api/rooms/{room}/leave")).Must(204);
        (await ann.GetAsync($"/api/rooms/{room}/members")).Must(404, "no-such-room");

        // The last one takes the room along.
        (await bob.PostAsync($"/api/rooms/{room}/leave")).Must(204);
        (await ann.JoinAsync(room)).Must(404, "no-such-room");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_room_has_so_many_members_and_no_more(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Rooms:MembersPerRoom", "3"));
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        Visitor[] others = [await app.ComeAsync("B"), await app.ComeAsync("C"), await app.ComeAsync("D"), await app.ComeAsync("E")];

        Answer[] answers = await Task.WhenAll(others.Select(each => Task.Run(() => each.JoinAsync(room))));

        Assert.Equal(2, answers.Count(each => each.Status == 200));
        Assert.All(answers.Where(each => each.Status != 200), each => each.Must(409, "room-full"));
    }
}
