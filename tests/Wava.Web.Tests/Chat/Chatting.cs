using System.Text.Json;
using Wava.Testing;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Chat;

/// <summary>What people do in the chat of a room, and what they hear there.</summary>
internal static class Chatting
{
    /// <summary>Nobody in a test waits to be allowed to write.</summary>
    public static readonly (string Key, string? Value)[] Fast = [("Chat:MaxMessages", "1000000"), ("Chat:MaxChanges", "1000000")];

    public static string To(string room, string what) => $"/app/rooms/{room}/{what}";

    /// <summary>Writes a message and waits for its receipt. Returns its client id.</summary>
    public static async Task<string> WriteAsync(this StompTestClient client, string room, string text, string? clientId = null, long? replyTo = null)
    {
        clientId ??= NewClientId();
        await client.SendConfirmedAsync(To(room, "messages"), new { clientId, text, replyTo });
        return clientId;
    }

    /// <summary>Writes a message, waits for its receipt, and takes it as it comes back from the room.</summary>
    public static async Task<JsonElement> SayAsync(this StompTestClient client, string room, string text, long? replyTo = null)
    {
        string clientId = await client.WriteAsync(room, text, replyTo: replyTo);
        JsonElement message = await client.HearAsync(room);
        Assert.Equal(clientId, message.Text("clientId"));
        return message;
    }

    /// <summary>Edits, deletes or reacts, and waits for the receipt.</summary>
    public static Task ChangeAsync(this StompTestClient client, string room, long sequence, string how, object? body = null) =>
        client.SendConfirmedAsync(To(room, $"messages/{sequence}/{how}"), body ?? new { });

    /// <summary>The next message that the room is told of.</summary>
    public static async Task<JsonElement> HearAsync(this StompTestClient client, string room, string type = "message") =>
        (await client.ExpectRoomNewsAsync(room, type)).GetProperty("message");

    /// <summary>Sends what has to be refused with this code: by a report, without a receipt, and so that nobody hears of it.</summary>
    public static async Task<TestErrorReport> RefusedAsync(this StompTestClient client, string destination, object body, string code)
    {
        string receipt = $"refused-{Guid.NewGuid():N}";
        await client.SendAsync(destination, body, ("receipt", receipt));
        return await client.ExpectRefusalAsync(receipt, code);
    }

    /// <summary>The report on a frame that had asked for this receipt, which does not come.</summary>
    public static async Task<TestErrorReport> ExpectRefusalAsync(this StompTestClient client, string receipt, string code)
    {
        TestErrorReport report = await client.ExpectErrorReportAsync();
        Assert.True(report.Code == code && report.Receipt == receipt, $"Expected {code} for {receipt}, but got {report}");
        // Frames are handled in their order: what follows is the answer to this one, and nothing in between.
        string fence = $"fence-{Guid.NewGuid():N}";
        await client.SendFrameAsync("BEGIN", [("transaction", fence)]);
        await client.SendFrameAsync("ABORT", [("transaction", fence), ("receipt", fence)]);
        Assert.Equal(fence, (await client.ExpectAsync("RECEIPT"))["receipt-id"]);
        return report;
    }

    public static long Sequence(this JsonElement message) => message.GetProperty("sequence").GetInt64();

    public static long Changed(this JsonElement message) => message.GetProperty("changed").GetInt64();

    public static string NewClientId() => Guid.NewGuid().ToString("N");

    /// <summary>A page of the history.</summary>
    public static async Task<JsonElement> PageAsync(this Visitor visitor, string room, string query = "") =>
        (await visitor.GetAsync($"/api/rooms/{room}/messages{query}")).Must(200).Json;

    /// <summary>All that was written, by pages from the first to the last.</summary>
    public static async Task<List<JsonElement>> ReadAllAsync(this Visitor visitor, string room, string how = "after")
    {
        var all = new List<JsonElement>();
        while (true)
        {
            long from = all.Count == 0 ? 0 : how == "after" ? all[^1].Sequence() : all[^1].Changed();
            JsonElement page = await visitor.PageAsync(room, $"?{how}={from}&limit=200");
            all.AddRange(page.GetProperty("messages").EnumerateArray());
            if (!page.GetProperty("more").GetBoolean()) return all;
        }
    }

    /// <summary>The texts of a page, or of all messages.</summary>
    public static string[] Texts(this IEnumerable<JsonElement> messages) => [.. messages.Select(each => each.GetProperty("text").GetString() ?? "-")];

    public static string[] Texts(this JsonElement page) => page.GetProperty("messages").EnumerateArray().Texts();
}
