using Wava.Testing;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Accounts;

public sealed class StompSignInTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Plain_clients_connect_by_user_name_and_password(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");
        await using StompTestClient client = await app.OpenStompAsync("/ws");
        TestFrame connected = await client.ConnectAsync(login: "ANN", passcode: ann.Password);
        Assert.Equal(ann.Id, connected["user-name"]);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await client.FenceAsync();
    }

    [Fact]
    public async Task Nobody_connects_without_signing_in()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using Person ann = await app.SignUpAsync("Ann");
        foreach ((string Name, string Value)[] headers in new (string, string)[][]
        {
            [],
            [("Authorization", "")],
            [("Authorization", ann.Token)],
            [("Authorization", $"Basic {ann.Token}")],
            [("Authorization", "Bearer ")],
            [("login", "ann")],
            [("login", ""), ("passcode", "")],
            [("login", "ann"), ("passcode", "wrong password")],
            [("Authorization", "Bearer wrong"), ("login", "ann"), ("passcode", ann.Password)],
        })
        {
            await using StompTestClient client = await app.OpenStompAsync("/ws");
            await client.SendFrameAsync("CONNECT", [("accept-version", "1.2"), ("host", "localhost"), .. headers]);
            await client.ExpectErrorAsync("Access refused");
            Assert.Equal(1008, await client.ExpectClosedAsync());
        }
    }

    [Fact]
    public async Task What_the_request_under_the_socket_says_signs_nobody_in()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using var sessions = new SessionClient(app);
        HttpResponseMessage registered = await sessions.RegisterAsync();
        string cookie = SessionClient.CookieOf(registered);
        string token = await SessionClient.TokenOf(registered);
        foreach ((string name, string value) in new[] { ("Cookie", $"wava_refresh={cookie}"), ("Cookie", $"wava_refresh={token}; access_token={token}"), ("Authorization", $"Bearer {token}") })
        {
            StompTestException refused = await Assert.ThrowsAsync<StompTestException>(() => app.ConnectStompAsync("/ws", request: request => request.Headers[name] = value));
            Assert.Contains("Access refused", refused.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<StompTestException>(() => app.ConnectStompAsync($"/ws?access_token={token}&Authorization=Bearer%20{token}"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_session_ends_with_its_token_unless_it_is_renewed(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");
        await using StompTestClient forgetful = await ann.ConnectAsync();
        await using StompTestClient careful = await ann.ConnectAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(9));
        await ann.SignInAgainAsync();
        await careful.CallAsync("SEND", [("destination", "/app/sign-in"), ("Authorization", $"Bearer {ann.Token}")]);

        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await forgetful.ExpectErrorAsync("Sign-in expired");
        Assert.Equal(4401, await forgetful.ExpectClosedAsync());
        await careful.FenceAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(9));
        await careful.ExpectErrorAsync("Sign-in expired");
        Assert.Equal(4401, await careful.ExpectClosedAsync());
    }

    [Fact]
    public async Task Nobody_renews_with_somebody_elses_token_or_a_bad_one()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using Person ann = await app.SignUpAsync("Ann");
        using Person bob = await app.SignUpAsync("Bob");
        await using StompTestClient client = await ann.ConnectAsync();
        await client.SubscribeAsync("/user/queue/errors");
        foreach ((string token, string message) in new[] { (bob.Token, "Another user"), ("wrong", "Access refused") })
        {
            await client.SendFrameAsync("SEND", [("destination", "/app/sign-in"), ("Authorization", $"Bearer {token}")]);
            Assert.Equal(message, (await client.ExpectErrorReportAsync()).Message);
        }

        app.Clock.Advance(TimeSpan.FromSeconds(601));
        await client.ExpectErrorAsync("Sign-in expired");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_token_of_a_sign_in_that_ended_connects_nobody_even_after_a_restart(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var sessions = new SessionClient(app);
        HttpResponseMessage registered = await sessions.RegisterAsync();
        string token = await SessionClient.TokenOf(registered);
        // As another process would end it: nothing here remembers.
        var database = (Database)app.Services.GetService(typeof(Database))!;
        await database.WriteAsync(sql => sql.ExecuteAsync("DELETE FROM refresh_tokens"));
        await Assert.ThrowsAsync<StompTestException>(() => app.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {token}")));
    }
}
