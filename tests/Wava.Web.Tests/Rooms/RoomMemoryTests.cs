using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Wava.Testing;
using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Rooms;

public sealed class RoomMemoryTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_removal_is_not_undone_by_an_answer_that_comes_late(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using var slow = new SlowDatabase(app.Services.GetRequiredService<Database>());
        (RoomMemory memory, _) = Compose(app, slow);

        // The storage is read, and the answer is held up on its way.
        slow.HoldReads();
        Task<RoomState?> late = memory.GetAsync(room, TimeSpan.Zero).AsTask();
        await slow.ReadHeld;
        await memory.ChangeAsync(
            room, new Departure(bob.Id, Departure.Kicked), (sql, _) => sql.ExecuteAsync("DELETE FROM members WHERE user_id = @id", new { id = bob.Id }), CancellationToken.None);
        slow.LetReadsPass();

        Assert.Null((await late)!.Find(bob.Id));
        Assert.Null(memory.Peek(room)!.Find(bob.Id));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_depends_on_a_place_in_a_room_is_told_when_it_is_gone(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob, Visitor cid) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await cid.EnterAsync(room);
        (RoomMemory memory, Observer observer) = Compose(app, app.Services.GetRequiredService<Database>());
        await memory.GetAsync(room, TimeSpan.Zero);

        await memory.ChangeAsync(
            room, new Departure(bob.Id, Departure.Banned), (sql, _) => sql.ExecuteAsync("DELETE FROM members WHERE user_id = @id", new { id = bob.Id }), CancellationToken.None);
        Assert.Equal($"{room} {bob.Id} banned", Assert.Single(observer.Heard));

        // By another process, which does not tell.
        await app.StoreAsync("DELETE FROM members WHERE user_id = @id", room, cid.Id);
        await memory.GetAsync(room, TimeSpan.Zero);
        await memory.EnqueueAsync(room, () => Task.CompletedTask);
        Assert.Equal($"{room} {cid.Id} left", observer.Heard[1]);

        await memory.ChangeAsync(room, null, (sql, _) => sql.ExecuteAsync("DELETE FROM rooms WHERE id = @room", new { room }), CancellationToken.None);
        Assert.Equal([$"{room} gone"], observer.Heard.Skip(2));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_removal_by_another_process_is_noticed_within_five_seconds(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob, Visitor cid) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await cid.EnterAsync(room);
        await using StompTestClient listening = await bob.ListenAsync(room);
        await using StompTestClient other = await ann.ListenAsync(room);
        RoomGate gate = app.Services.GetRequiredService<RoomGate>();
        Assert.NotNull(await gate.FindAsync(cid.Id, room));

        await app.StoreAsync("DELETE FROM members WHERE user_id = @id", room, bob.Id);
        await app.StoreAsync("DELETE FROM members WHERE user_id = @id", room, cid.Id);
        // Memory answers for them until it is time to look again.
        Assert.NotNull(await gate.FindAsync(cid.Id, room));

        app.Clock.Advance(TimeSpan.FromSeconds(5));

        // Nobody asks for anything: those who listen are looked after all the same.
        Assert.Equal("revoked", (await listening.ExpectErrorReportAsync()).Code);
        await listening.ExpectNewsAsync(Visitors.Own, "left");
        string[] gone = [(await other.ExpectRoomNewsAsync(room, "member-left")).Text("user"), (await other.ExpectRoomNewsAsync(room, "member-left")).Text("user")];
        Assert.Equal(new[] { bob.Id, cid.Id }.Order(), gone.Order());
        Assert.Null(await gate.FindAsync(cid.Id, room));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_member_of_whom_only_another_process_knows_comes_in_at_once(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync(new { title = "Tea", access = "invitation" });
        await using StompTestClient client = await ann.ListenAsync(room);
        (await bob.GetAsync($"/api/rooms/{room}/members")).Must(404, "no-such-room");

        await app.StoreAsync("INSERT INTO members (room_id, user_id, role, joined_at, last_read) VALUES (@room, @id, 'member', 0, 0)", room, bob.Id);

        Assert.Equal(2, (await bob.GetAsync($"/api/rooms/{room}/members")).Must(200).Json.GetArrayLength());
        Assert.Equal(bob.Id, (await client.ExpectRoomNewsAsync(room, "member")).GetProperty("member").Text("id"));
    }

    [Fact]
    public async Task Rights_are_known_for_a_while_when_the_storage_does_not_answer()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using var storage = new SlowDatabase(app.Services.GetRequiredService<Database>());
        (RoomMemory memory, _) = Compose(app, storage);
        await memory.GetAsync(room, TimeSpan.Zero);
        storage.IsGone = true;

        app.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull((await memory.GetAsync(room, TimeSpan.FromSeconds(5)))!.Find(ann.Id));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await memory.GetAsync(room, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Memory_has_bounds()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("Rooms:RoomsInMemory", "10"), ("Rooms:RoomsPerUser", "100"));
        Visitor ann = await app.ComeAsync("Ann");
        RoomMemory memory = app.Services.GetRequiredService<RoomMemory>();
        for (int i = 0; i < 30; i++) (await ann.GetAsync($"/api/rooms/{await ann.MakeRoomAsync()}/members")).Must(200);
        for (int i = 0; i < 30; i++) Assert.Null(await memory.GetAsync(Ids.New(), TimeSpan.Zero));

        Assert.InRange(memory.Count, 1, 10);
    }

    private static (RoomMemory Memory, Observer Observer) Compose(WavaApp app, Database database)
    {
        var observer = new Observer();
        ServiceProvider services = new ServiceCollection().AddSingleton<IRoomObserver>(observer).BuildServiceProvider();
        var aftermath = new RoomAftermath(
            app.Services.GetRequiredService<RoomListeners>(), app.Services.GetRequiredService<RoomNews>(), database, services, NullLogger<RoomAftermath>.Instance);
        return (new RoomMemory(database, aftermath, app.Services.GetRequiredService<IOptions<RoomOptions>>(), app.Clock), observer);
    }

    private sealed class Observer : IRoomObserver
    {
        public List<string> Heard { get; } = [];

        public ValueTask MemberGoneAsync(string room, string user, string reason)
        {
            Heard.Add($"{room} {user} {reason}");
            return default;
        }

        public ValueTask RoomGoneAsync(string room)
        {
            Heard.Add($"{room} gone");
            return default;
        }
    }
}
