using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Wava.Testing;
using Wava.Web.Chat;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

/// <summary>What becomes of messages that wait to be stored.</summary>
/// <remarks>Where the order of what waits matters, only SQLite keeps it; for PostgreSQL see <see cref="TwoProcessesTests"/>.</remarks>
public sealed class WaitingTests
{
    [Fact]
    public async Task Who_is_removed_while_a_message_waits_has_not_written_it()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, Chatting.Fast);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ConnectAsync();
        await using StompTestClient three = await bob.ConnectAsync();
        Task<Answer> kick;
        await using (HeldRoom held = await HeldRoom.HoldAsync(app, room))
        {
            // Ann's message is being stored, Bob is kicked behind it, Bob's messages wait.
            Task anns = one.WriteAsync(room, "Ann's");
            await held.WaitForAsync(1);
            kick = ann.DeleteAsync($"/api/rooms/{room}/members/{bob.Id}");
            await held.WaitForAsync(2);
            await two.SendAsync(Chatting.To(room, "messages"), new { clientId = "client-1", text = "Too late" }, ("receipt", "message"));
            await three.SendAsync(Chatting.To(room, "messages/1/react"), new { emoji = "👍", on = true }, ("receipt", "reaction"));
            await Eventually.IsTrue(() => app.Services.GetRequiredService<MessageWriter>().Waiting == 2, "Bob's messages wait");
            await held.ReleaseAsync();
            await anns;
        }

        (await kick).Must(204);
        await ExpectReportAsync(two, "message", "no-such-room");
        await ExpectReportAsync(three, "reaction", "no-such-room");
        Assert.Equal(["Ann's"], (await ann.PageAsync(room)).Texts());
        // One by the chat, one by the room: in either order.
        string[] news = [(await one.ReadAsync<JsonElement>($"/topic/public/{room}")).Text("type"), (await one.ReadAsync<JsonElement>($"/topic/public/{room}")).Text("type")];
        Assert.Equal(["member-left", "message"], news.Order(StringComparer.Ordinal));
        await one.ExpectNothingAsync($"/topic/public/{room}");
    }

    [Fact]
    public async Task A_moderator_who_is_none_any_more_deletes_nothing_that_waits()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, Chatting.Fast);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await ann.AppointAsync(room, bob, "moderator");
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ConnectAsync();
        long sequence = (await one.SayAsync(room, "Stays")).Sequence();
        await using (HeldRoom held = await HeldRoom.HoldAsync(app, room))
        {
            Task anns = one.WriteAsync(room, "Ann's");
            await held.WaitForAsync(1);
            Task appoint = ann.AppointAsync(room, bob, "member");
            await held.WaitForAsync(2);
            await two.SendAsync(Chatting.To(room, $"messages/{sequence}/delete"), new { }, ("receipt", "delete"));
            await Eventually.IsTrue(() => app.Services.GetRequiredService<MessageWriter>().Waiting == 1, "the deletion waits");
            await held.ReleaseAsync();
            await Task.WhenAll(anns, appoint);
        }

        await two.ExpectRefusalAsync("delete", "not-allowed");
        Assert.Equal(["Stays", "Ann's"], (await ann.PageAsync(room)).Texts());
    }

    [Fact]
    public async Task What_waits_for_a_room_that_is_deleted_is_refused_and_other_rooms_do_not_notice()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        string other = await ann.MakeRoomAsync();
        StompTestClient[] clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ann.ConnectAsync()));
        await using (HeldRoom held = await HeldRoom.HoldAsync(app, room))
        {
            Task first = clients[0].WriteAsync(room, "First");
            await held.WaitForAsync(1);
            Task<Answer> delete = ann.DeleteAsync($"/api/rooms/{room}");
            await held.WaitForAsync(2);
            await clients[1].SendAsync(Chatting.To(room, "messages"), new { clientId = "client-1", text = "Too late" }, ("receipt", "1"));
            await clients[2].SendAsync(Chatting.To(room, "messages/1/edit"), new { text = "Too late" }, ("receipt", "2"));
            Task elsewhere = clients[3].WriteAsync(other, "Elsewhere");
            await Eventually.IsTrue(() => app.Services.GetRequiredService<MessageWriter>().Waiting == 3, "three messages wait");
            await held.ReleaseAsync();
            await first;
            (await delete).Must(204);
            await elsewhere;
        }

        await ExpectReportAsync(clients[1], "1", "no-such-room");
        await ExpectReportAsync(clients[2], "2", "no-such-room");
        Assert.Equal(["Elsewhere"], (await ann.PageAsync(other)).Texts());
        (await ann.GetAsync($"/api/rooms/{room}/messages")).Must(404, "no-such-room");
        foreach (StompTestClient client in clients) await client.DisposeAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task At_shutdown_what_waits_is_stored_and_told_and_more_is_refused(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient reader = await ann.ListenAsync(room);
        StompTestClient[] clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ann.ConnectAsync()));
        MessageWriter writer = app.Services.GetRequiredService<MessageWriter>();
        Task stopped;
        await using (HeldRoom held = await HeldRoom.HoldAsync(app, room))
        {
            for (int i = 0; i < 4; i++)
            {
                await clients[i].SendAsync(Chatting.To(room, "messages"), new { clientId = $"client-{i}", text = $"{i}" }, ("receipt", "stored"));
                if (i == 0) await held.WaitForAsync(1);
            }

            await Eventually.IsTrue(() => writer.Waiting == 3, "three messages wait");
            stopped = writer.StopAsync(CancellationToken.None);
            await clients[4].RefusedAsync(Chatting.To(room, "messages"), new { clientId = "client-4", text = "4" }, "busy");
            Assert.False(stopped.IsCompleted);
            await held.ReleaseAsync();
        }

        await stopped;
        Assert.Equal(["0", "1", "2", "3"], (await ann.PageAsync(room)).Texts().Order(StringComparer.Ordinal));
        for (int i = 0; i < 4; i++)
        {
            await reader.HearAsync(room);
            await clients[i].ExpectReceiptAsync("stored");
        }

        foreach (StompTestClient client in clients) await client.DisposeAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_messages_that_wait_are_stored_together(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        StompTestClient[] clients = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => ann.ConnectAsync()));
        await using StompTestClient reader = await ann.ListenAsync(room);
        long sequence = (await reader.SayAsync(room, "0")).Sequence();
        await using (HeldRoom held = await HeldRoom.HoldAsync(app, room))
        {
            Task first = clients[0].WriteAsync(room, "1");
            await held.WaitForAsync(1);
            // One among them that cannot be, one that is there twice, changes beside new ones.
            Task[] waiting =
            [
                .. Enumerable.Range(1, 4).Select(i => clients[i].WriteAsync(room, "new")),
                clients[5].ChangeAsync(room, sequence, "react", new { emoji = "👍", on = true }),
                clients[6].ChangeAsync(room, sequence, "edit", new { text = "zero" }),
                clients[7].WriteAsync(room, "twice", "twice-the-same"),
            ];
            await clients[8].SendAsync(Chatting.To(room, "messages/999/edit"), new { text = "nothing" }, ("receipt", "refused"));
            await Eventually.IsTrue(() => app.Services.GetRequiredService<MessageWriter>().Waiting == 8, "eight messages wait");
            await held.ReleaseAsync();
            await Task.WhenAll([first, .. waiting]);
            await clients[8].ExpectRefusalAsync("refused", "no-such-message");
        }

        var told = new List<long> { sequence };
        for (int i = 0; i < 6; i++) told.Add((await reader.HearAsync(room)).Changed());
        for (int i = 0; i < 2; i++) told.Add((await reader.HearAsync(room, "changed")).Changed());
        Assert.Equal(told.Distinct().Order(), told);
        Assert.Equal("zero", (await ann.ReadAllAsync(room)).Texts()[0]);
        foreach (StompTestClient client in clients) await client.DisposeAsync();
    }

    private static async Task ExpectReportAsync(StompTestClient client, string receipt, string code)
    {
        TestErrorReport report = await client.ExpectErrorReportAsync();
        Assert.Equal($"{code} {receipt}", $"{report.Code} {report.Receipt}");
    }
}
