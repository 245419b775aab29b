using System.Text;
using Wava.Testing;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

public sealed class BadTextTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_says_nothing_or_too_much_is_refused(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, [.. Chatting.Fast, ("Chat:MaxTextLength", "100")]);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        long sequence = (await client.SayAsync(room, new string('x', 100))).Sequence();
        foreach (string? text in new[]
        {
            null, "", " ", "\t\n \r\n", "\u00A0\u2003\u3000", "\u200B\u200D\u2060\uFEFF", "\u202E\u202D", "\0", "\u0001\u0002\u007F\u0085", "\u2800\u3164", "\uFE0F\u0301", new string('x', 101),
            new string('ß', 101), string.Concat(Enumerable.Repeat("👍", 51)), new string(' ', 1000) + "x",
        })
        {
            TestErrorReport report = await client.RefusedAsync(Chatting.To(room, "messages"), new { clientId = Chatting.NewClientId(), text }, "invalid");
            Assert.Equal(["text"], report.Errors.Keys);
            await client.RefusedAsync(Chatting.To(room, $"messages/{sequence}/edit"), new { text }, "invalid");
        }

        Assert.Single((await ann.PageAsync(room)).GetProperty("messages").EnumerateArray());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Texts_are_kept_as_they_were_written_but_for_what_nobody_can_write(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        foreach ((string written, string kept) in new[]
        {
            ("Grüße aus 東京", "Grüße aus 東京"),
            ("👩‍👩‍👧‍👦 🏳️‍🌈 1️⃣", "👩‍👩‍👧‍👦 🏳️‍🌈 1️⃣"),
            ("שלום \u200Fעולם\u202B!\u202C", "שלום \u200Fעולם\u202B!\u202C"),
            (" two\tcolumns \n\n and lines ", " two\tcolumns \n\n and lines "),
            ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
            ("nul\0 bell\a escape\u001B[31m", "nul bell escape[31m"),
            ("cafe\u0301", "caf\u00E9"),
            ("<script>alert(1)</script> & \"quotes\" '; DROP TABLE messages; --", "<script>alert(1)</script> & \"quotes\" '; DROP TABLE messages; --"),
            ("private \uE000, unknown \u0378, replaced \uFFFD", "private \uE000, unknown \u0378, replaced \uFFFD"),
            (string.Concat(Enumerable.Repeat("👍", 2000)), string.Concat(Enumerable.Repeat("👍", 2000))),
        })
        {
            Assert.Equal(kept, (await client.SayAsync(room, written)).Text("text"));
            Assert.Equal(kept, (await ann.PageAsync(room, "?limit=1")).Texts().Single());
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_client_id_has_its_form(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        foreach (string? clientId in new[] { null, "", "short12", new string('x', 65), "with blank", "with\ttab!", "ümlaut-ü", "nul\0nul\0" })
        {
            TestErrorReport report = await client.RefusedAsync(Chatting.To(room, "messages"), new { clientId, text = "Hello" }, "invalid");
            Assert.Equal(["clientId"], report.Errors.Keys);
        }

        await client.WriteAsync(room, "8", "12345678");
        await client.WriteAsync(room, "64", new string('~', 64));
    }

    [Fact]
    public async Task What_is_no_message_at_all_is_refused_and_the_connection_lives_on()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, Chatting.Fast);
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        await using StompTestClient client = await ann.ListenAsync(room);
        long sequence = (await client.SayAsync(room, "Hello")).Sequence();
        foreach (string body in new[]
        {
            "", "null", "[]", "1", "\"text\"", "{", "{\"clientId\":\"12345678\",\"text\":\"x\"", "{\"clientId\":\"12345678\",\"text\":5}", "{\"clientId\":\"12345678\",\"text\":[\"x\"]}",
            "{\"clientId\":\"12345678\",\"text\":\"x\",\"replyTo\":\"soon\"}", "{\"clientId\":\"12345678\",\"text\":\"x\",\"replyTo\":1.5}", "{\"clientId\":\"12345678\",\"text\":\"x\",\"replyTo\":99999999999999999999}",
            "{\"clientId\":\"12345678\",\"text\":\"lone \\ud800 surrogate\"}", "{\"clientId\":\"12345678\",\"text\":\"lone \\udc00 surrogate\"}", "{\"clientId\":\"12345678\",\"text\":\"raw \u0001 control\"}",
            "{\"clientId\":\"12345678\",\"text\":\"x\"} trailing", "text=x", new string('[', 1000),
        })
        {
            await RefusedAsync(Chatting.To(room, "messages"), Encoding.UTF8.GetBytes(body));
        }

        await RefusedAsync(Chatting.To(room, "messages"), [.. "{\"clientId\":\"12345678\",\"text\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8]);
        await RefusedAsync(Chatting.To(room, "messages"), [.. "{\"clientId\":\"12345678\",\"text\":\"surrogate "u8, 0xED, 0xA0, 0x80, .. "\"}"u8]);
        await RefusedAsync(Chatting.To(room, "messages"), [.. "{\"clientId\":\"12345678\",\"text\":\"nul "u8, 0, .. "\"}"u8]);
        foreach (string what in new[] { "x", "1.5", "99999999999999999999", "-" }) await RefusedAsync(Chatting.To(room, $"messages/{what}/delete"), "{}"u8.ToArray());
        await RefusedAsync(Chatting.To(room, $"messages/{sequence}/edit"), "{\"text\":{}}"u8.ToArray());
        await RefusedAsync(Chatting.To(room, "typing"), "{\"typing\":\"yes\"}"u8.ToArray());
        await RefusedAsync(Chatting.To(room, "read"), "{\"sequence\":\"all\"}"u8.ToArray());

        await client.SayAsync(room, "Still here");
        Assert.Equal(["Hello", "Still here"], (await ann.PageAsync(room)).Texts());

        async Task RefusedAsync(string destination, byte[] body)
        {
            string receipt = Guid.NewGuid().ToString("N");
            await client.SendFrameAsync("SEND", [("destination", destination), ("content-type", "application/json"), ("receipt", receipt)], body);
            TestErrorReport report = await client.ExpectRefusalAsync(receipt, "invalid");
            Assert.DoesNotContain("Wava.", $"{report.Message} {report.Details}", StringComparison.Ordinal);
            Assert.DoesNotContain("System.", $"{report.Message} {report.Details}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_none_of_the_pages_is_refused()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        Visitor ann = await app.ComeAsync("Ann");
        string room = await ann.MakeRoomAsync();
        foreach (string query in new[] { "before=1&after=1", "after=1&since=1", "before=1&since=1", "limit=0", "limit=-1", "limit=201", "limit=x", "before=x", "since=1.5", "after=99999999999999999999" })
            (await ann.GetAsync($"/api/rooms/{room}/messages?{query}")).Must(400, "invalid");
    }
}
