using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wava.Testing;
using Wava.Web.Accounts;
using Wava.Web.Signaling.Sockets;

namespace Wava.Web.Tests.Signaling;

/// <summary>Calls by bare WebSockets, among themselves and with STOMP clients.</summary>
public sealed class BareSocketTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_one_says_to_all_reaches_all_others_as_it_was_sent(StorageEngine engine)
    {
        await using CallApp app = await CallApp.StartAsync(engine);
        string room = await app.OpenRoomAsync();
        await using BareSocket ann = await BareSocket.JoinAsync(await app.MeetAsync("Ann", room), room);
        await using BareSocket bob = await BareSocket.JoinAsync(await app.MeetAsync("Bob", room), room);
        JsonElement joined = await ann.ReadAsync("joined");
        Assert.Equal(bob.Id, joined.GetProperty("data").GetProperty("peer").GetProperty("id").GetString());
        Assert.Equal(2, joined.GetProperty("data").GetProperty("present").GetArrayLength());

        await bob.SendTextAsync("""{"event":"offer", "from":"forged", "data": {"sdp" : "v=0\r\n", "n":1.0}}""");

        string? text = await ann.ReadTextAsync();
        Assert.Equal($$"""{"event":"offer","data":{"sdp" : "v=0\r\n", "n":1.0},"from":"{{bob.Id}}","to":"{{ann.Id}}"}""", text);
    }

    [Fact]
    public async Task What_is_said_to_one_reaches_that_one_only()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using BareSocket ann = await BareSocket.JoinAsync(await app.MeetAsync("Ann", room), room);
        await using BareSocket bob = await BareSocket.JoinAsync(await app.MeetAsync("Bob", room), room);
        await using BareSocket cid = await BareSocket.JoinAsync(await app.MeetAsync("Cid", room), room);

        await cid.SendAsync("offer", 1, to: bob.Id);
        await cid.SendAsync("hello", 2);

        await bob.ReadAsync("joined");
        Assert.Equal(1, (await bob.ReadAsync("offer")).GetProperty("data").GetInt32());
        await bob.ReadAsync("hello");
        await ann.ReadAsync("joined");
        await ann.ReadAsync("joined");
        await ann.ReadAsync("hello");
    }

    [Fact]
    public async Task Bare_and_stomp_clients_meet_and_talk_both_ways()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using Tab ann = await (await app.MeetAsync("Ann", room)).JoinAsync(room);
        await using BareSocket bob = await BareSocket.JoinAsync(await app.MeetAsync("Bob", room), room);
        await ann.HearAsync($"joined {ann.Id}", $"joined {bob.Id}");

        await bob.SendAsync("offer", new { sdp = "v=0" });
        JsonElement signal = await ann.ReadAsync();
        Assert.Equal((bob.Id, ann.Id, "offer"), (Text(signal, "from"), Text(signal, "to"), Text(signal, "kind")));
        Assert.Equal("v=0", Text(signal.GetProperty("data"), "sdp"));

        await ann.SignalAsync(bob.Id, "answer", new { sdp = "v=1" });
        JsonElement answer = await bob.ReadAsync("answer");
        Assert.Equal((ann.Id, "v=1"), (Text(answer, "from"), Text(answer.GetProperty("data"), "sdp")));

        await ann.ChangeAsync(new { camera = true });
        Assert.True((await bob.ReadAsync("state")).GetProperty("data").GetProperty("state").GetProperty("camera").GetBoolean());
        await bob.SendAsync("state", new { microphone = true });
        await ann.HearAsync($"state {ann.Id}", $"state {bob.Id}");

        await ann.CrashAsync();
        Assert.Equal(ann.Id, Text((await bob.ReadAsync("away")).GetProperty("data"), "peer"));
        app.Clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal("lost", Text((await bob.ReadAsync("left")).GetProperty("data"), "reason"));
    }

    [Fact]
    public async Task A_ticket_signs_in_once()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        string ticket = await TicketAsync(annie);

        await using BareSocket ann = await BareSocket.OpenAsync(app, room, $"?ticket={ticket}");
        Assert.Equal(annie.Id, Text((await ann.WelcomeAsync()).GetProperty("peer").GetProperty("user"), "id"));

        await using BareSocket thief = await BareSocket.OpenAsync(app, room, $"?ticket={ticket}");
        Assert.Equal(4401, await thief.ExpectClosedAsync());
    }

    [Fact]
    public async Task A_ticket_is_good_for_thirty_seconds()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        (string first, string second) = (await TicketAsync(annie), await TicketAsync(annie));
        app.Clock.Advance(TimeSpan.FromSeconds(29));
        await using BareSocket ann = await BareSocket.OpenAsync(app, room, $"?ticket={first}");
        await ann.WelcomeAsync();

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await using BareSocket late = await BareSocket.OpenAsync(app, room, $"?ticket={second}");
        Assert.Equal(4401, await late.ExpectClosedAsync());
    }

    [Fact]
    public async Task Only_the_latest_tickets_of_one_person_are_good()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        string first = await TicketAsync(annie);
        string second = await TicketAsync(annie);
        for (int i = 0; i < 7; i++) await TicketAsync(annie);

        await using BareSocket old = await BareSocket.OpenAsync(app, room, $"?ticket={first}");
        Assert.Equal(4401, await old.ExpectClosedAsync());
        await using BareSocket ann = await BareSocket.OpenAsync(app, room, $"?ticket={second}");
        await ann.WelcomeAsync();
    }

    [Theory]
    [InlineData("?ticket=nonsense")]
    [InlineData("?ticket=AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_bad_ticket_opens_nothing(string query)
    {
        await using CallApp app = await CallApp.StartAsync();
        await using BareSocket socket = await BareSocket.OpenAsync(app, await app.OpenRoomAsync(), query);

        Assert.Equal(4401, await socket.ExpectClosedAsync());
    }

    [Fact]
    public async Task Nobody_gets_a_ticket_without_signing_in()
    {
        await using CallApp app = await CallApp.StartAsync();
        using HttpClient nobody = app.CreateClient();

        HttpResponseMessage answer = await nobody.PostAsync(new Uri("/api/tickets", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("not-signed-in", Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "code"));
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("https://localhost", false)]
    [InlineData("http://localhost:81", false)]
    [InlineData("http://a.b.friends.example", true)]
    [InlineData("http://evil.example/.friends.example", false)]
    [InlineData("http://localhost", true)]
    public async Task Pages_of_foreign_origins_may_not_connect(string origin, bool allowed)
    {
        await using CallApp app = await CallApp.StartAsync(settings: [("Stomp:AllowedOrigins:0", "http://*.friends.example")]);
        string room = await app.OpenRoomAsync();

        if (allowed) await using (await BareSocket.OpenAsync(app, room, origin: origin)) return;
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => BareSocket.OpenAsync(app, room, origin: origin));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ordinary_request_is_told_what_the_endpoint_is_for()
    {
        await using CallApp app = await CallApp.StartAsync();
        using HttpClient client = app.CreateClient();

        HttpResponseMessage answer = await client.GetAsync(new Uri($"/signal/{await app.OpenRoomAsync()}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Who_does_not_sign_in_within_ten_seconds_is_sent_away()
    {
        await using CallApp app = await CallApp.StartAsync();
        await using BareSocket socket = await BareSocket.OpenAsync(app, await app.OpenRoomAsync());
        await Eventually.IsTrue(() => app.Services.GetRequiredService<SignalEndpoint>().Count == 1, "the server knows of the socket");

        app.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(4401, await socket.ExpectClosedAsync());
    }

    [Fact]
    public async Task Who_talks_before_signing_in_is_sent_away()
    {
        await using CallApp app = await CallApp.StartAsync();
        await using BareSocket socket = await BareSocket.OpenAsync(app, await app.OpenRoomAsync());

        await socket.SendAsync("offer", 1);

        Assert.Equal(4401, await socket.ExpectClosedAsync());
    }

    [Fact]
    public async Task A_bad_token_a_foreign_room_and_a_full_one_are_told_apart_by_the_close_code()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync(places: 1);
        Caller annie = await app.MeetAsync("Ann", room);
        await using BareSocket ann = await BareSocket.JoinAsync(annie, room);

        Assert.Equal(4401, await CloseCodeAsync("no.good"));
        Assert.Equal(4401, await CloseCodeAsync(app.TokenOf(annie, TimeSpan.FromSeconds(-1))));
        Assert.Equal(4403, await CloseCodeAsync((await app.MeetAsync("Eve")).Token));
        Assert.Equal(4409, await CloseCodeAsync((await app.MeetAsync("Bob", room)).Token));

        async Task<int> CloseCodeAsync(string token)
        {
            await using BareSocket socket = await BareSocket.OpenAsync(app, room);
            await socket.SendAsync("sign-in", new { token });
            return await socket.ExpectClosedAsync();
        }
    }

    [Fact]
    public async Task A_sign_in_that_expires_ends_the_connection_unless_it_is_renewed()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        await using BareSocket ann = await BareSocket.JoinAsync(annie, room);
        app.Clock.Advance(TimeSpan.FromMinutes(59));
        await ann.SendAsync("sign-in", new { token = (await app.MeetAsync("Eve", room)).Token });
        Assert.Equal("not-allowed", Text((await ann.ReadAsync("error")).GetProperty("data"), "code"));
        await ann.SendAsync("sign-in", new { token = annie.Token });
        await ann.ReadAsync("sign-in");
        app.Clock.Advance(TimeSpan.FromMinutes(59));
        await ann.SendAsync("state", new { camera = "yes" });
        Assert.Equal("invalid", Text((await ann.ReadAsync("error")).GetProperty("data"), "code"));

        app.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(4401, await ann.ExpectClosedAsync());
    }

    [Fact]
    public async Task Signing_out_ends_the_connection_and_the_tickets()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        await using BareSocket ann = await BareSocket.JoinAsync(annie, room);
        await using BareSocket bob = await BareSocket.JoinAsync(await app.MeetAsync("Bob", room), room);
        string ticket = await TicketAsync(annie);

        foreach (ISignInObserver each in app.Services.GetServices<ISignInObserver>()) await each.SignInsEndedAsync(user => user.Identity!.Name == annie.Id);

        Assert.Equal(4401, await ann.ExpectClosedAsync());
        Assert.Equal("lost", Text((await bob.ReadAsync("left")).GetProperty("data"), "reason"));
        await using BareSocket late = await BareSocket.OpenAsync(app, room, $"?ticket={ticket}");
        Assert.Equal(4401, await late.ExpectClosedAsync());
    }

    [Fact]
    public async Task Who_is_kicked_is_closed_out_and_the_others_hear_why()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        await using BareSocket ann = await BareSocket.JoinAsync(annie, room);
        await using BareSocket bob = await BareSocket.JoinAsync(await app.MeetAsync("Bob", room), room);

        await app.RemoveAsync(annie, room, "kicked");

        Assert.Equal(4403, await ann.ExpectClosedAsync());
        Assert.Equal("kicked", Text((await bob.ReadAsync("left")).GetProperty("data"), "reason"));
    }

    [Theory]
    [InlineData(null, 1000, "left")]
    [InlineData(null, 1001, "left")]
    [InlineData(null, 0, "left")]
    [InlineData("device-of-bob", 1000, "left")]
    [InlineData("device-of-bob", 1001, "away")]
    [InlineData("device-of-bob", 0, "away")]
    public async Task Only_who_has_a_device_can_come_back_and_is_awaited(string? device, int code, string heard)
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller bobby = await app.MeetAsync("Bob", room);
        await using BareSocket ann = await BareSocket.JoinAsync(await app.MeetAsync("Ann", room), room);
        await using BareSocket bob = await BareSocket.JoinAsync(bobby, room, device);
        await ann.ReadAsync("joined");

        if (code == 0) bob.Crash();
        else await bob.CloseAsync(code);

        Assert.Equal(bob.Id, Text((await ann.ReadAsync(heard)).GetProperty("data"), "peer"));
        if (heard == "left") return;
        await ann.SendAsync("candidate", 1, to: bob.Id);
        await using BareSocket back = await BareSocket.JoinAsync(bobby, room, device);
        Assert.Equal(bob.Id, back.Id);
        Assert.Equal(1, (await back.ReadAsync("candidate")).GetProperty("data").GetInt32());
        await ann.ReadAsync("back");
    }

    [Fact]
    public async Task Another_connection_of_the_same_device_takes_over()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        Caller annie = await app.MeetAsync("Ann", room);
        await using Tab tab = await annie.OpenTabAsync(room, "device-of-ann");
        await using BareSocket old = await BareSocket.JoinAsync(annie, room, "device-of-ann");
        await tab.HearAsync($"joined {old.Id}");

        await tab.JoinAsync();

        Assert.Equal(old.Id, tab.Id);
        Assert.Equal(4410, await old.ExpectClosedAsync());
        await tab.Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task What_is_no_message_is_refused_in_words()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using BareSocket ann = await BareSocket.JoinAsync(await app.MeetAsync("Ann", room), room);

        foreach ((string text, string code) in new[]
        {
            ("no JSON", "invalid"), ("[]", "invalid"), ("""{"data":1}""", "invalid"), ("""{"event":null}""", "invalid"), ("""{"event":"joined","data":{}}""", "invalid"),
            ("""{"event":"Offer"}""", "invalid"), ("""{"event":"offer","to":"nobody"}""", "no-such-peer"), ($$"""{"event":"offer","data":"{{new string('x', 32 * 1024)}}"}""", "too-large"),
        })
        {
            await ann.SendTextAsync(text);
            Assert.Equal(code, Text((await ann.ReadAsync("error")).GetProperty("data"), "code"));
        }
    }

    [Fact]
    public async Task A_message_larger_than_anything_allowed_ends_the_connection()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using BareSocket ann = await BareSocket.JoinAsync(await app.MeetAsync("Ann", room), room);

        await ann.SendTextAsync(new string(' ', 41 * 1024));

        Assert.Equal(1009, await ann.ExpectClosedAsync());
    }

    [Fact]
    public async Task Octets_that_are_no_text_end_the_connection()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using BareSocket ann = await BareSocket.JoinAsync(await app.MeetAsync("Ann", room), room);

        await ann.SendTextAsync("{}", WebSocketMessageType.Binary);

        Assert.Equal(1003, await ann.ExpectClosedAsync());
    }

    [Fact]
    public async Task A_flood_is_refused_and_one_that_does_not_end_ends_the_connection()
    {
        await using CallApp app = await CallApp.StartAsync(settings: [("Signaling:SignalBurst", "5")]);
        string room = await app.OpenRoomAsync();
        await using BareSocket ann = await BareSocket.JoinAsync(await app.MeetAsync("Ann", room), room);
        // Signing in and joining were the first two of five.
        for (int i = 0; i < 9; i++) await ann.SendAsync("candidate", i);

        for (int i = 0; i < 6; i++) Assert.Equal("too-fast", Text((await ann.ReadAsync("error")).GetProperty("data"), "code"));
        Assert.Equal(1008, await ann.ExpectClosedAsync());
    }

    [Fact]
    public async Task Who_does_not_read_is_cut_off_and_the_others_go_on()
    {
        await using CallApp app = await CallApp.StartAsync(settings: [("Signaling:MaxSocketBacklog", "65536")]);
        string room = await app.OpenRoomAsync();
        await using Tab bob = await (await app.MeetAsync("Bob", room)).JoinAsync(room);
        Caller annie = await app.MeetAsync("Ann", room);
        using var stuck = new StuckWebSocket();
        await using var ann = new SignalSocket(stuck, room, app.Services.GetRequiredService<SocketServices>());
        Task running = ann.RunAsync(new SignIn(annie.Principal, null), CancellationToken.None);
        await bob.HearAsync($"joined {bob.Id}");
        string joined = (await bob.HearAsync()).Split(' ')[1];

        // Two of them fit; the first is on its way for ever.
        for (int i = 0; i < 3; i++) await bob.SignalAsync(joined, "offer", new string('x', 30_000));

        await bob.HearAsync($"left {joined} lost");
        await running;
        Assert.True(stuck.IsAborted);
    }

    [Fact]
    public async Task When_the_server_stops_it_says_so()
    {
        await using CallApp app = await CallApp.StartAsync();
        string room = await app.OpenRoomAsync();
        await using BareSocket ann = await BareSocket.JoinAsync(await app.MeetAsync("Ann", room), room);

        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal(1012, await ann.ExpectClosedAsync());
    }

    [Fact]
    public async Task No_more_connections_are_taken_than_allowed()
    {
        await using CallApp app = await CallApp.StartAsync(settings: [("Signaling:MaxSockets", "1")]);
        string room = await app.OpenRoomAsync();
        BareSocket first = await BareSocket.OpenAsync(app, room);

        Assert.Contains("503", (await Assert.ThrowsAsync<InvalidOperationException>(() => BareSocket.OpenAsync(app, room))).Message, StringComparison.Ordinal);

        first.Crash();
        await Eventually.IsTrue(
            async () =>
            {
                try
                {
                    await using BareSocket next = await BareSocket.OpenAsync(app, room);
                    return true;
                }
                catch (InvalidOperationException)
                {
                    return false;
                }
            },
            "there is a place again");
    }

    private static async Task<string> TicketAsync(Caller who)
    {
        using HttpClient client = who.CreateClient();
        HttpResponseMessage answer = await client.PostAsync(new Uri("/api/tickets", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        return Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "ticket");
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
