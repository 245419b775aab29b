using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wava.Testing;
using Wava.Web.Chat;
using Wava.Web.Storage;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

public sealed class ChatFailureTests
{
    [Fact]
    public async Task While_the_disk_is_full_authors_are_told_and_what_was_receipted_stays()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient reader = await ann.ListenAsync(room);
        await using StompTestClient client = await ann.ConnectAsync();
        await app.Services.GetRequiredService<Database>().WriteAsync(async sql =>
            await sql.FindAsync<long>($"PRAGMA max_page_count = {await sql.FindAsync<long>("PRAGMA page_count") + 30}"));
        var receipted = new List<string>();
        string text = new('x', 3000);

        string refused;
        while (true)
        {
            refused = Chatting.NewClientId();
            await client.SendAsync(Chatting.To(room, "messages"), new { clientId = refused, text }, ("receipt", refused));
            TestFrame answer = await client.ReceiveAsync();
            if (answer.Command != "RECEIPT")
            {
                var report = answer.Read<TestErrorReport>();
                Assert.Equal($"storage-unavailable {refused} 5", $"{report.Code} {report.Receipt} {report.RetryAfter}");
                break;
            }

            receipted.Add(refused);
            Assert.True(receipted.Count < 1000);
        }

        Assert.InRange(receipted.Count, 5, 999);
        foreach (string clientId in receipted) Assert.Equal(clientId, (await reader.HearAsync(room)).Text("clientId"));
        await reader.ExpectNothingAsync($"/topic/public/{room}");
        // There is room again: the limit went with the connection that failed.
        await client.WriteAsync(room, text, refused);
        Assert.Equal(refused, (await reader.HearAsync(room)).Text("clientId"));
        Assert.Equal([.. receipted, refused], (await ann.ReadAllAsync(room)).Select(each => each.Text("clientId")));
    }

    [Theory, OnPostgres]
    public async Task While_the_database_is_gone_authors_are_told_and_when_it_is_back_all_goes_on(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient one = await ann.ListenAsync(room);
        await using StompTestClient two = await bob.ListenAsync(room);
        long sequence = (await one.SayAsync(room, "Before")).Sequence();
        await two.HearAsync(room);
        string database = new NpgsqlConnectionStringBuilder(app.Services.GetRequiredService<IConfiguration>()["Storage:PostgreSQL"]).Database!;

        await PostgresServer.AllowConnectionsAsync(database, false);
        TestErrorReport report = await one.RefusedAsync(Chatting.To(room, "messages"), new { clientId = "client-1", text = "Meanwhile" }, "storage-unavailable");
        Assert.Equal(5, report.RetryAfter);
        foreach (string how in new[] { "edit", "delete", "react" })
            await one.RefusedAsync(Chatting.To(room, $"messages/{sequence}/{how}"), new { text = "x", emoji = "👍", on = true }, "storage-unavailable");
        await one.RefusedAsync(Chatting.To(room, "messages"), new { clientId = "client-2", text = "Meanwhile", replyTo = sequence }, "storage-unavailable");
        await one.RefusedAsync(Chatting.To(room, "read"), new { sequence }, "storage-unavailable");
        (await bob.GetAsync($"/api/rooms/{room}/messages")).Must(503, "storage-unavailable");
        // What needs no storage goes on.
        await one.SendConfirmedAsync(Chatting.To(room, "typing"), new { typing = true });
        await two.ExpectRoomNewsAsync(room, "typing");

        await PostgresServer.AllowConnectionsAsync(database, true);
        await one.WriteAsync(room, "Meanwhile", "client-1");
        Assert.Equal("Meanwhile", (await two.HearAsync(room)).Text("text"));
        Assert.Equal(["Before", "Meanwhile"], (await bob.PageAsync(room)).Texts());
    }

    [Theory, OnPostgres]
    public async Task A_database_that_throws_its_clients_out_is_not_noticed(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        await client.SayAsync(room, "Before");
        string connection = app.Services.GetRequiredService<IConfiguration>()["Storage:PostgreSQL"]!;
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "Test" }))
        {
            await using NpgsqlCommand end = source.CreateCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Wava' AND datname = current_database()");
            await end.ExecuteNonQueryAsync();
        }

        await client.SayAsync(room, "After");
        Assert.Equal(["Before", "After"], (await ann.PageAsync(room)).Texts());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_is_stored_though_its_author_was_told_otherwise_is_heard_when_it_is_sent_again(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient reader = await bob.ListenAsync(room);
        await using StompTestClient client = await ann.ConnectAsync();
        await client.WriteAsync(room, "First");
        await reader.HearAsync(room);
        // The answer to the commit is lost on its way.
        await using var unsure = new UnsureDatabase(app.Services.GetRequiredService<Database>());
        MessageWriter writer = ActivatorUtilities.CreateInstance<MessageWriter>(app.Services, unsure);
        await writer.StartAsync(CancellationToken.None);
        var place = new Web.Rooms.Membership(room, ann.Id, "Ann", IsGuest: false, Web.Rooms.RoomRole.Owner);

        unsure.LosesAnswers = true;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => writer.WriteAsync(new NewMessage(place, "client-1", "Stored", null)));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => writer.WriteAsync(new MessageEdit(place, 1, "Edited")));
        await reader.ExpectNothingAsync($"/topic/public/{room}");
        unsure.LosesAnswers = false;
        await writer.WriteAsync(new NewMessage(place, "client-1", "Stored", null));

        Assert.Equal("Stored", (await reader.HearAsync(room)).Text("text"));
        Assert.Equal("Edited", (await reader.HearAsync(room, "changed")).Text("text"));
        await writer.WriteAsync(new MessageEdit(place, 1, "Edited"));
        await reader.ExpectNothingAsync($"/topic/public/{room}");
        Assert.Equal(["Edited", "Stored"], (await bob.PageAsync(room)).Texts());
        await writer.StopAsync(CancellationToken.None);
    }
}
