using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Wava.Testing;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Rooms;

/// <summary>Brings people to the application, and reads what they hear.</summary>
internal static class Visitors
{
    public const string Own = "/user/queue/room";

    /// <summary>Somebody with an account.</summary>
    public static async Task<Visitor> ComeAsync(this WavaApp app, string name) => Of(await app.SignUpAsync(name));

    /// <summary>Somebody without an account, for one room.</summary>
    public static async Task<Visitor> ComeAsGuestAsync(this WavaApp app, string name, string room, string? invitation = null) =>
        Of(await app.GuestAsync(name, invitation, invitation is null ? room : null));

    /// <summary>Somebody who is not signed in.</summary>
    public static Visitor ComeUnknown(this WavaApp app) => new("", "", app.CreateClient(), () => app.ConnectStompAsync("/ws"));

    /// <summary>The next message of a destination, which has to be of this type.</summary>
    public static async Task<JsonElement> ExpectNewsAsync(this StompTestClient client, string destination, string type)
    {
        var news = await client.ReadAsync<JsonElement>(destination);
        Assert.True(news.GetProperty("type").GetString() == type, $"Expected {type}, but got {news}");
        return news;
    }

    /// <summary>The next news of a room.</summary>
    public static Task<JsonElement> ExpectRoomNewsAsync(this StompTestClient client, string room, string type) => client.ExpectNewsAsync($"/topic/public/{room}", type);

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    /// <summary>Changes a room as another process does that has the same storage: nobody here is told.</summary>
    public static Task StoreAsync(this WavaApp app, string statement, string room, string id) => app.Services.GetRequiredService<Database>().WriteAsync(async sql =>
    {
        await sql.ExecuteAsync("UPDATE rooms SET version = version + 1 WHERE id = @room", new { room });
        return await sql.ExecuteAsync(statement, new { room, id });
    });

    private static Visitor Of(Person person) => new(person.Id, person.Name, person.Http, () => person.ConnectAsync());
}
