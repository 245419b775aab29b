using System.Text.Json;
using Wava.Testing;

namespace Wava.Web.Tests.Signaling;

/// <summary>A tab of a browser, by STOMP.</summary>
internal sealed class Tab(StompTestClient client, string room, string device) : IAsyncDisposable
{
    private const string Signals = "/user/queue/signal";

    public StompTestClient Client => client;

    public string Device => device;

    /// <summary>Its peer's id, once it has joined.</summary>
    public string Id { get; private set; } = "";

    public async Task ListenAsync()
    {
        await client.SubscribeAsync($"/topic/public/{room}");
        await client.SubscribeAsync(Signals);
        await client.SubscribeAsync("/user/queue/errors");
    }

    /// <summary>Joins and returns the welcome.</summary>
    public async Task<JsonElement> JoinAsync(object? state = null)
    {
        await client.SendConfirmedAsync($"/app/rooms/{room}/join", new { device, state });
        JsonElement welcome = await ReadAsync("welcome");
        Id = welcome.GetProperty("peer").GetProperty("id").GetString()!;
        return welcome;
    }

    public Task LeaveAsync() => client.SendConfirmedAsync($"/app/rooms/{room}/leave", "");

    public Task ChangeAsync(object state) => client.SendConfirmedAsync($"/app/rooms/{room}/state", state);

    public Task SignalAsync(string to, string kind, object data) => client.SendConfirmedAsync($"/app/rooms/{room}/signal", new { to, kind, data });

    public Task TrySignalAsync(string to, string kind, object data) => client.SendAsync($"/app/rooms/{room}/signal", new { to, kind, data });

    /// <summary>The next of what concerns this tab only, which has to be of this type.</summary>
    public async Task<JsonElement> ReadAsync(string type = "signal")
    {
        JsonElement news = await client.ReadAsync<JsonElement>(Signals);
        Assert.Equal(type, news.GetProperty("type").GetString());
        return news;
    }

    /// <summary>The next of what the room is told about its call: <c>joined A</c>, <c>left A lost</c>. What it is told about members is passed over.</summary>
    public async Task<string> HearAsync()
    {
        JsonElement news;
        JsonElement peer;
        do news = await client.ReadAsync<JsonElement>($"/topic/public/{room}");
        while (!news.TryGetProperty("peer", out peer));
        string id = peer.ValueKind == JsonValueKind.Object ? peer.GetProperty("id").GetString()! : peer.GetString()!;
        return $"{news.GetProperty("type").GetString()} {id}{(news.TryGetProperty("reason", out JsonElement reason) ? $" {reason.GetString()}" : "")}";
    }

    public async Task HearAsync(params string[] news)
    {
        foreach (string each in news) Assert.Equal(each, await HearAsync());
    }

    public async Task<string> RefusalAsync() => (await client.ExpectErrorReportAsync()).Code!;

    /// <summary>Its connection breaks.</summary>
    public ValueTask CrashAsync() => client.DisposeAsync();

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
