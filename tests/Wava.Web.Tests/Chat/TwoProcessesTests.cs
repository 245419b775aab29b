using System.Net;
using System.Text.Json;
using Wava.Testing;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

/// <summary>Two processes with one PostgreSQL database.</summary>
public sealed class TwoProcessesTests
{
    [Theory, OnPostgres]
    public async Task What_is_written_on_both_is_kept_in_one_order_and_nobody_misses_anything(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        await using WavaApp other = await app.StartAnotherAsync(Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string[] rooms = [await ann.MakeRoomAsync(), await ann.MakeRoomAsync()];
        Person[] people = [await app.SignUpAsync("bob"), await app.SignUpAsync("cid"), await app.SignUpAsync("dan"), await app.SignUpAsync("eve")];
        foreach (Person person in people)
        {
            foreach (string room in rooms) await person.PostAsync($"/api/rooms/{room}/join", new { });
        }

        Task writing = Task.WhenAll(people.Select((person, index) => Task.Run(async () =>
        {
            using Person here = await SignInAsync(index % 2 == 0 ? app : other, person);
            await using StompTestClient client = await here.ConnectAsync();
            await client.SubscribeAsync("/user/queue/errors");
            for (int i = 0; i < 25; i++) await client.WriteAsync(rooms[(i + index) % 2], $"{i:00}");
        })));
        var seen = new List<long>();
        long since = 0;
        for (bool isLast = false; ;)
        {
            JsonElement page = await ann.PageAsync(rooms[0], $"?since={since}&limit=4");
            seen.AddRange(page.GetProperty("messages").EnumerateArray().Select(each => each.Sequence()));
            if (page.GetProperty("more").GetBoolean())
            {
                since = seen[^1];
                continue;
            }

            since = page.GetProperty("lastSequence").GetInt64();
            if (isLast) break;
            isLast = writing.IsCompleted;
        }

        await writing;
        List<JsonElement> all = await ann.ReadAllAsync(rooms[0]);
        Assert.Equal(50, all.Count);
        Assert.Equal(all.Select(each => each.Sequence()), seen);
        Assert.Equal(seen.Distinct().Order(), seen);
        foreach (Person person in people)
        {
            string[] own = all.Where(each => each.GetProperty("author").Text("id") == person.Id).Texts();
            Assert.Equal(own.Order(StringComparer.Ordinal), own);
            person.Dispose();
        }
    }

    [Theory, OnPostgres]
    public async Task A_message_that_is_sent_to_both_is_kept_once(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        await using WavaApp other = await app.StartAnotherAsync(Chatting.Fast);
        using Person ann = await app.SignUpAsync("ann");
        string room = (await ann.PostAsync("/api/rooms", new { title = "Tea" }, HttpStatusCode.Created)).Text("id");
        using Person there = await SignInAsync(other, ann);
        await using StompTestClient one = await ann.ConnectAsync();
        await using StompTestClient two = await there.ConnectAsync();
        for (int i = 0; i < 10; i++)
        {
            string clientId = Chatting.NewClientId();
            await Task.WhenAll(Task.Run(() => one.WriteAsync(room, $"{i}", clientId)), Task.Run(() => two.WriteAsync(room, $"{i}", clientId)));
        }

        JsonElement page = await ann.GetAsync($"/api/rooms/{room}/messages");
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), page.Texts());
    }

    [Theory, OnPostgres]
    public async Task Who_is_kicked_on_one_writes_nothing_on_the_other(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        await using WavaApp other = await app.StartAnotherAsync(Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        using Person bob = await app.SignUpAsync("bob");
        string room = await ann.MakeRoomAsync();
        await bob.PostAsync($"/api/rooms/{room}/join", new { });
        using Person there = await SignInAsync(other, bob);
        await using StompTestClient client = await there.ConnectAsync();
        await client.SubscribeAsync("/user/queue/errors");
        await client.WriteAsync(room, "Before");

        // The clock of the other one stands still: it does not look again by itself, and still takes Bob for a member.
        (await ann.DeleteAsync($"/api/rooms/{room}/members/{bob.Id}")).Must(204);

        await client.RefusedAsync(Chatting.To(room, "messages"), new { clientId = "client-1", text = "After" }, "no-such-room");
        await client.RefusedAsync(Chatting.To(room, "messages/1/edit"), new { text = "After" }, "no-such-room");
        Assert.Equal(["Before"], (await ann.PageAsync(room)).Texts());
        // Nor does anybody in a room that is deleted there.
        await bob.PostAsync($"/api/rooms/{room}/join", new { });
        await client.WriteAsync(room, "Again");
        (await ann.DeleteAsync($"/api/rooms/{room}")).Must(204);
        await client.RefusedAsync(Chatting.To(room, "messages"), new { clientId = "client-2", text = "After" }, "no-such-room");
    }

    private static async Task<Person> SignInAsync(WavaApp app, Person person) => new(
        app, await app.AnswerAsync(await app.PostAsync("/api/session", new { userName = person.UserName, password = person.Password }), HttpStatusCode.OK), person.Password);
}
