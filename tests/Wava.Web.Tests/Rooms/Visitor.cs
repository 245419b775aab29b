using System.Net.Http.Json;
using System.Text.Json;
using Wava.Testing;

namespace Wava.Web.Tests.Rooms;

/// <summary>Somebody who does things with rooms.</summary>
internal sealed class Visitor(string id, string name, HttpClient http, Func<Task<StompTestClient>> connect)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    /// <summary>What it sends in the header of this name; null when it is not signed in.</summary>
    public string? Authorization => http.DefaultRequestHeaders.Authorization?.ToString();

    public Task<Answer> GetAsync(string path) => AskAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => AskAsync(HttpMethod.Post, path, body);

    public Task<Answer> PutAsync(string path, object? body = null) => AskAsync(HttpMethod.Put, path, body);

    public Task<Answer> PatchAsync(string path, object? body = null) => AskAsync(HttpMethod.Patch, path, body);

    public Task<Answer> DeleteAsync(string path) => AskAsync(HttpMethod.Delete, path);

    public async Task<Answer> AskAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        HttpResponseMessage response = await http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text is "" ? default : JsonSerializer.Deserialize<JsonElement>(text), text, response);
    }

    /// <summary>Makes a room and returns its id.</summary>
    public async Task<string> MakeRoomAsync(object? settings = null) => (await PostAsync("/api/rooms", settings ?? new { title = "Tea" })).Must(201).Text("id");

    /// <summary>Makes an invitation and returns its token.</summary>
    public async Task<string> InviteAsync(string room, int? uses = null, int? expiresInHours = null) =>
        (await PostAsync($"/api/rooms/{room}/invitations", new { uses, expiresInHours })).Must(201).Text("token");

    public Task<Answer> JoinAsync(string room, string? password = null, string? invitation = null) =>
        PostAsync($"/api/rooms/{room}/join", new { password, invitation });

    /// <summary>Joins, and has to be let in.</summary>
    public async Task EnterAsync(string room, string? password = null, string? invitation = null)
    {
        Answer answer = (await JoinAsync(room, password, invitation)).Must(200);
        Assert.Equal("joined", answer.Text("status"));
    }

    /// <summary>Gives somebody else another role.</summary>
    public async Task AppointAsync(string room, Visitor other, string role) => (await PutAsync($"/api/rooms/{room}/members/{other.Id}/role", new { role })).Must(204);

    /// <summary>Connects by STOMP and listens to what concerns only this person.</summary>
    public async Task<StompTestClient> ConnectAsync()
    {
        StompTestClient client = await connect();
        await client.SubscribeAsync("/user/queue/errors");
        await client.SubscribeAsync("/user/queue/room");
        return client;
    }

    /// <summary>Connects by STOMP and listens to a room as well.</summary>
    public async Task<StompTestClient> ListenAsync(string room)
    {
        StompTestClient client = await ConnectAsync();
        await client.SubscribeAsync($"/topic/public/{room}");
        return client;
    }
}
