using System.Net;
using System.Text.Json;
using Wava.Testing;
using Wava.Web.Tests.Signaling;

namespace Wava.Web.Tests.Accounts;

/// <summary>The table of bad tokens (<see cref="TokenForge.Bad"/>), row by row, at every door where a token is shown.</summary>
public sealed class BadTokenTests(BadTokenTests.World world) : IClassFixture<BadTokenTests.World>
{
    public static TheoryData<string> Rows => [.. TokenForge.Bad.Keys];

    [Fact]
    public void The_table_has_its_rows() => Assert.True(TokenForge.Bad.Count >= 60);

    [Theory, MemberData(nameof(Rows))]
    public async Task No_request_is_answered(string row)
    {
        using HttpClient client = world.App.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {world.Make(row)}");
        foreach (string path in new[] { "/api/me", "/api/rooms", "/api/rooms/AAAAAAAAAAAAAAAAAAAAAA/messages", "/api/ice?room=AAAAAAAAAAAAAAAAAAAAAA" })
        {
            JsonElement problem = await world.App.AnswerAsync(await client.GetAsync(path), HttpStatusCode.Unauthorized);
            Assert.Equal("not-signed-in", problem.GetProperty("code").GetString());
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public async Task Nobody_is_connected_by_STOMP(string row)
    {
        await using StompTestClient client = await world.App.OpenStompAsync("/ws");
        await client.SendFrameAsync("CONNECT", [("accept-version", "1.2"), ("host", "localhost"), ("Authorization", $"Bearer {world.Make(row)}")]);

        await client.ExpectErrorAsync("Access refused");
        Assert.Equal(1008, await client.ExpectClosedAsync());
    }

    [Theory, MemberData(nameof(Rows))]
    public async Task No_session_is_renewed_and_the_one_there_is_goes_on(string row)
    {
        await using StompTestClient client = await world.Ann.ConnectAsync();
        await client.SubscribeAsync("/user/queue/errors");
        await client.SendFrameAsync("SEND", [("destination", "/app/sign-in"), ("Authorization", $"Bearer {world.Make(row)}")]);

        Assert.Equal("Access refused", (await client.ExpectErrorReportAsync()).Message);
        await client.FenceAsync();
    }

    [Theory, MemberData(nameof(Rows))]
    public async Task No_bare_socket_is_signed_in(string row)
    {
        Uri address = new(world.App.Server.BaseAddress, "/signal/AAAAAAAAAAAAAAAAAAAAAA");
        await using var socket = new BareSocket(await world.App.Server.CreateWebSocketClient().ConnectAsync(address, CancellationToken.None));
        await socket.SendAsync("sign-in", new { token = world.Make(row) });

        Assert.Equal(4401, await socket.ExpectClosedAsync());
    }

    [Fact]
    public async Task What_is_made_for_something_else_is_no_access_token()
    {
        using var sessions = new SessionClient(world.App);
        HttpResponseMessage registered = await sessions.RegisterAsync("other");
        string room = (await world.Ann.PostAsync("/api/rooms", new { title = "Tea" }, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        string invitation = (await world.Ann.PostAsync($"/api/rooms/{room}/invitations", new { }, HttpStatusCode.Created)).GetProperty("token").GetString()!;
        string ticket = (await world.Ann.PostAsync("/api/tickets", expected: HttpStatusCode.Created)).GetProperty("ticket").GetString()!;
        foreach (string token in new[] { SessionClient.CookieOf(registered), invitation, ticket, room, world.Ann.Id })
        {
            using HttpClient client = world.App.CreateClient();
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            using HttpResponseMessage answer = await client.GetAsync("/api/me");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            await Assert.ThrowsAsync<StompTestException>(() => world.App.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {token}")));
        }
    }

    /// <summary>One application with known keys and one person, of whose good token all bad ones are made.</summary>
    public sealed class World : IAsyncLifetime
    {
        private TokenForge? _forge;

        internal WavaApp App { get; private set; } = null!;

        internal Person Ann { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = await WavaApp.StartAsync(StorageEngine.SQLite, TokenForge.Settings);
            Ann = await App.SignUpAsync("Ann");
            _forge = new TokenForge(Ann, App.Clock.GetUtcNow());
        }

        public async Task DisposeAsync()
        {
            Ann.Dispose();
            await App.DisposeAsync();
        }

        internal string Make(string row) => TokenForge.Bad[row](_forge!);
    }
}
