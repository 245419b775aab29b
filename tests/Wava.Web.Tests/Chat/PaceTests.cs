using Wava.Testing;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

public sealed class PaceTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Who_writes_too_fast_is_told_how_long_to_wait(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Chat:MaxMessages", "5"), ("Chat:MaxChanges", "3"), ("Chat:Per", "00:00:10"));
        (Visitor ann, Visitor bob) = (await app.ComeAsync("Ann"), await app.ComeAsync("Bob"));
        string room = await ann.MakeRoomAsync();
        string other = await ann.MakeRoomAsync();
        await bob.EnterAsync(room);
        await using StompTestClient one = await ann.ListenAsync(room);
        for (int i = 0; i < 5; i++) await one.SayAsync(room, $"{i}");
        string clientId = Chatting.NewClientId();

        TestErrorReport report = await one.RefusedAsync(Chatting.To(room, "messages"), new { clientId, text = "5" }, "too-fast");

        Assert.Equal(2, report.RetryAfter);
        Assert.Contains("2 seconds", report.Details, StringComparison.Ordinal);
        // On a new connection too; but not for others, and not elsewhere.
        await using (StompTestClient again = await ann.ConnectAsync())
        {
            await again.RefusedAsync(Chatting.To(room, "messages"), new { clientId, text = "5" }, "too-fast");
            await again.WriteAsync(other, "Elsewhere");
        }

        await using StompTestClient two = await bob.ConnectAsync();
        await two.WriteAsync(room, "Bob's");
        await one.HearAsync(room);
        // What they do to messages is counted apart, and how far they read as well.
        for (int i = 0; i < 3; i++) await one.ChangeAsync(room, 1, "react", new { emoji = "👍", on = i % 2 == 0 });
        for (int i = 0; i < 3; i++) await one.HearAsync(room, "changed");
        foreach (string how in new[] { "react", "edit", "delete" })
            Assert.Equal(4, (await one.RefusedAsync(Chatting.To(room, $"messages/1/{how}"), new { emoji = "👍", text = "x" }, "too-fast")).RetryAfter);
        for (int i = 0; i < 3; i++) await one.SendConfirmedAsync(Chatting.To(room, "read"), new { sequence = 0 });
        await one.RefusedAsync(Chatting.To(room, "read"), new { sequence = 1 }, "too-fast");

        app.Clock.Advance(TimeSpan.FromSeconds(report.RetryAfter!.Value));
        await one.WriteAsync(room, "5", clientId);
        Assert.Equal("5", (await one.HearAsync(room)).Text("text"));
        await one.RefusedAsync(Chatting.To(room, "messages"), new { clientId = Chatting.NewClientId(), text = "6" }, "too-fast");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task When_too_much_waits_to_be_stored_more_is_refused_as_busy(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Chat:MaxWaiting", "1"), ("Chat:MaxTogether", "1"));
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        StompTestClient[] clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ann.ConnectAsync()));
        var refused = new List<int>();
        await using (HeldRoom held = await HeldRoom.HoldAsync(app, room))
        {
            for (int i = 0; i < clients.Length; i++) await clients[i].SendAsync(Chatting.To(room, "messages"), new { clientId = $"client-{i}", text = $"{i}" }, ("receipt", $"{i}"));
            // One is being stored, one waits.
            await Eventually.IsTrue(
                async () =>
                {
                    for (int i = 0; i < clients.Length; i++)
                    {
                        if (!refused.Contains(i) && await IsRefusedAsync(i)) refused.Add(i);
                    }

                    return refused.Count >= 2;
                },
                "two are refused");
            await held.ReleaseAsync();
        }

        // Whoever was not refused has one of the two places; only when they are stored there is room for the others.
        for (int i = 0; i < clients.Length; i++)
        {
            if (!refused.Contains(i)) await clients[i].ExpectReceiptAsync($"{i}");
        }

        foreach (int i in refused) await clients[i].WriteAsync(room, $"{i}", $"client-{i}");
        Assert.Equal(["0", "1", "2", "3"], (await ann.PageAsync(room)).Texts().Order(StringComparer.Ordinal));
        foreach (StompTestClient client in clients) await client.DisposeAsync();

        async Task<bool> IsRefusedAsync(int which)
        {
            try
            {
                TestErrorReport report = await clients[which].ExpectErrorReportAsync(within: TimeSpan.FromMilliseconds(1));
                Assert.Equal($"busy {which} 1", $"{report.Code} {report.Receipt} {report.RetryAfter}");
                return true;
            }
            catch (StompTestException)
            {
                return false;
            }
        }
    }
}
