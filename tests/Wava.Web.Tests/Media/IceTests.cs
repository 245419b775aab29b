using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Wava.Web.Media;
using Wava.Web.Tests.Signaling;

namespace Wava.Web.Tests.Media;

public sealed class IceTests
{
    private const string Secret = "8d1f0c5be2a94376a1c70d9e54b83f62";

    private static readonly (string, string?)[] Relay =
        [("Ice:Servers:0", "stun:turn.wava.test:3478"), ("Ice:Servers:1", "turn:turn.wava.test:3478"), ("Ice:Servers:2", "turns:turn.wava.test:443?transport=tcp"), ("Ice:Secret", Secret)];

    [Theory, OnSqlite, OnPostgres]
    public async Task A_member_is_told_the_servers_with_credentials_of_its_own(StorageEngine engine)
    {
        await using CallApp app = await CallApp.StartAsync(engine, Relay);
        string room = await app.OpenRoomAsync();
        Caller ann = await app.MeetAsync("Ann", room);
        using HttpClient client = ann.CreateClient();

        HttpResponseMessage answer = await client.GetAsync(Ask(room));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        string name = $"{app.Clock.GetUtcNow().ToUnixTimeSeconds() + 600}:{ann.Id}.{room}";
#pragma warning disable CA5350
        string password = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(name)));
#pragma warning restore CA5350
        JsonElement expected = JsonSerializer.SerializeToElement(new
        {
            iceServers = new object[]
            {
                new { urls = new[] { "stun:turn.wava.test:3478" } },
                new { urls = new[] { "turn:turn.wava.test:3478", "turns:turn.wava.test:443?transport=tcp" }, username = name, credential = password },
            },
            expiresAt = "2026-01-01T12:10:00Z",
            policy = "all",
        });
        JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(JsonElement.DeepEquals(expected, body), body.ToString());
    }

    [Fact]
    public async Task Without_servers_there_is_an_answer_too()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        using HttpClient client = (await app.MeetAsync("Ann", room)).CreateClient();

        JsonElement answer = await client.GetFromJsonAsync<JsonElement>(Ask(room));

        Assert.Empty(answer.GetProperty("iceServers").EnumerateArray());
    }

    [Fact]
    public async Task Peers_can_be_told_to_use_relays_only()
    {
        await using CallApp app = await CallApp.StartAsync(settings: [.. Relay, ("Ice:Policy", "relay")]);
        string room = await app.OpenRoomAsync();
        using HttpClient client = (await app.MeetAsync("Ann", room)).CreateClient();

        Assert.Equal("relay", (await client.GetFromJsonAsync<JsonElement>(Ask(room))).GetProperty("policy").GetString());
    }

    [Fact]
    public async Task Strangers_are_told_nothing()
    {
        await using CallApp app = await CallApp.StartAsync(settings: Relay);
        string room = await app.OpenRoomAsync();
        using HttpClient eve = (await app.MeetAsync("Eve")).CreateClient();
        using HttpClient nobody = app.CreateClient();

        Assert.Equal((HttpStatusCode.NotFound, "no-such-room"), await RefusalAsync(eve, Ask(room)));
        Assert.Equal((HttpStatusCode.NotFound, "no-such-room"), await RefusalAsync(eve, new Uri("/api/ice", UriKind.Relative)));
        Assert.Equal((HttpStatusCode.Unauthorized, "not-signed-in"), await RefusalAsync(nobody, Ask(room)));
    }

    [Fact]
    public async Task Nobody_may_ask_more_than_ten_times_a_minute()
    {
        await using CallApp app = await CallApp.StartAsync(settings: Relay);
        string room = await app.OpenRoomAsync();
        using HttpClient ann = (await app.MeetAsync("Ann", room)).CreateClient();
        using HttpClient bob = (await app.MeetAsync("Bob", room)).CreateClient();
        for (int i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync(Ask(room))).StatusCode);

        HttpResponseMessage refused = await ann.GetAsync(Ask(room));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(6), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("too-many-tries", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync(Ask(room))).StatusCode);
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync(Ask(room))).StatusCode);
    }

    [Theory]
    [InlineData("Ice:Secret", "", "Ice:Secret is missing")]
    [InlineData("Ice:Secret", "8d1f0c5be2a94376a1c70d9e54b83f6", "Ice:Secret is too short")]
    [InlineData("Ice:Secret", "REPLACE-THIS-BY-A-SECRET-OF-YOUR-OWN", "Ice:Secret is one that stands in instructions")]
    [InlineData("Ice:Secret", "change-me-change-me-change-me-change-me", "Ice:Secret is one that stands in instructions")]
    [InlineData("Ice:Secret", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Ice:Secret is one that stands in instructions")]
    [InlineData("Ice:Lifetime", "01:00:01", "Ice:Lifetime")]
    [InlineData("Ice:Lifetime", "00:00:59", "Ice:Lifetime")]
    [InlineData("Ice:Servers:0", "http://turn.wava.test", "Ice:Servers")]
    [InlineData("Ice:Servers:0", "turn:turn.wava.test?transport=sctp", "Ice:Servers")]
    [InlineData("Ice:RequestsPerMinute", "0", "Ice:RequestsPerMinute")]
    [InlineData("Signaling:AwayTime", "0", "Signaling:AwayTime")]
    [InlineData("Signaling:MaxSignalSize", "10", "Signaling:MaxSignalSize")]
    public async Task A_setting_that_makes_no_sense_stops_the_start_and_is_named(string key, string value, string words)
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => CallApp.StartAsync(StorageEngine.SQLite, [.. Relay, (key, value)]));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Relays_only_without_a_relay_stops_the_start()
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => CallApp.StartAsync(settings: ("Ice:Policy", "relay")));

        Assert.Contains("Ice:Policy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_secret_of_the_shipped_configuration_is_one_that_is_refused()
    {
        string line = File.ReadLines(Coturn.ShippedConfiguration()).Single(each => each.StartsWith("static-auth-secret=", StringComparison.Ordinal));
        var options = new IceOptions { Servers = { "turn:turn.wava.test" }, Secret = line.Split('=')[1] };

        Assert.True(new IceOptions.Validator().Validate(null, options).Failed);
    }

    private static Uri Ask(string room) => new($"/api/ice?room={room}", UriKind.Relative);

    private static async Task<(HttpStatusCode Status, string? Code)> RefusalAsync(HttpClient client, Uri address)
    {
        HttpResponseMessage answer = await client.GetAsync(address);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }
}
