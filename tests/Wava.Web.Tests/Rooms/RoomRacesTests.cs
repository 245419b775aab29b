using System.Text.Json;
using Wava.Testing;

namespace Wava.Web.Tests.Rooms;

public sealed class RoomRacesTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_last_use_of_an_invitation_lets_one_in(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Rooms:ProbesPerMinute", "1000"));
        Visitor ann = await app.ComeAsync("Ann");
        Visitor[] others = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => app.ComeAsync($"Eve{i}")));
        for (int round = 0; round < 5; round++)
        {
            string room = await ann.MakeRoomAsync(new { title = "Tea", access = "invitation" });
            string token = await ann.InviteAsync(room, uses: 2);

            Answer[] answers = await Task.WhenAll(others.Select(each => Task.Run(() => each.JoinAsync(room, invitation: token))));

            Assert.Equal(2, answers.Count(each => each.Status == 200));
            Assert.All(answers.Where(each => each.Status != 200), each => each.Must(404, "no-such-room"));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_room_that_is_handed_over_twice_at_once_has_one_owner(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        Visitor[] all = [await app.ComeAsync("Ann"), await app.ComeAsync("Bob"), await app.ComeAsync("Cid")];
        string room = await all[0].MakeRoomAsync();
        await all[1].EnterAsync(room);
        await all[2].EnterAsync(room);
        for (int round = 0; round < 8; round++)
        {
            string owner = Assert.Single(await OwnersAsync());
            Visitor handsOver = all.Single(each => each.Id == owner);

            Answer[] answers = await Task.WhenAll(all.Where(each => each.Id != owner).Select(
                each => Task.Run(() => handsOver.PutAsync($"/api/rooms/{room}/members/{each.Id}/role", new { role = "owner" }))));

            Assert.Equal([204, 403], answers.Select(each => each.Status).Order());
            Assert.NotEqual(owner, Assert.Single(await OwnersAsync()));
        }

        async Task<string[]> OwnersAsync() =>
            [.. (await all[0].GetAsync($"/api/rooms/{room}/members")).Must(200).Json.EnumerateArray().Where(each => each.Text("role") == "owner").Select(each => each.Text("id"))];
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_is_kicked_while_subscribing_hears_nothing_afterwards(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Rooms:ProbesPerMinute", "1000"));
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        for (int round = 0; round < 25; round++)
        {
            await bob.EnterAsync(room);
            await using StompTestClient client = await bob.ConnectAsync();

            Task<Answer> kick = Task.Run(() => ann.DeleteAsync($"/api/rooms/{room}/members/{bob.Id}"));
            await client.SendFrameAsync("SUBSCRIBE", [("destination", $"/topic/public/{room}"), ("id", "room")]);
            (await kick).Must(204);
            await client.FenceAsync();
            (await ann.PatchAsync($"/api/rooms/{room}", new { title = $"Round {round}" })).Must(200);
            // Whatever may have come came before the subscription was looked at again; the new title comes after.
            await client.FenceAsync();

            Assert.DoesNotContain("room", await TypesAsync(client, room));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_is_banned_while_joining_is_not_in_afterwards(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Rooms:ProbesPerMinute", "1000"));
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        for (int round = 0; round < 10; round++)
        {
            string room = await ann.MakeRoomAsync();

            Task<Answer> join = Task.Run(() => bob.JoinAsync(room));
            (await Task.Run(() => ann.PutAsync($"/api/rooms/{room}/bans/{bob.Id}"))).Must(204);
            await join;

            Assert.Equal(1, (await ann.GetAsync($"/api/rooms/{room}/members")).Json.GetArrayLength());
            (await bob.GetAsync($"/api/rooms/{room}")).Must(404, "no-such-room");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Everybody_hears_changes_in_the_order_in_which_they_were_made(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        Visitor ann = await app.ComeAsync("Ann");
        Visitor[] others = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => app.ComeAsync($"Bob{i}")));
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);

        await Task.WhenAll(others.Select(each => Task.Run(async () =>
        {
            for (int i = 0; i < 5; i++)
            {
                await each.EnterAsync(room);
                (await each.PostAsync($"/api/rooms/{room}/leave")).Must(204);
            }
        })));

        var inside = new HashSet<string>();
        for (int i = 0; i < 4 * 5 * 2; i++)
        {
            var news = await client.ReadAsync<JsonElement>($"/topic/public/{room}");
            if (news.Text("type") == "member") Assert.True(inside.Add(news.GetProperty("member").Text("id")));
            else Assert.True(inside.Remove(news.Text("user")));
        }

        Assert.Empty(inside);
    }

    private static async Task<List<string>> TypesAsync(StompTestClient client, string room)
    {
        var types = new List<string>();
        while (true)
        {
            try
            {
                await client.ExpectNothingAsync($"/topic/public/{room}");
                return types;
            }
            catch (StompTestException)
            {
                types.Add((await client.ReadAsync<JsonElement>($"/topic/public/{room}")).Text("type"));
            }
        }
    }
}
