using System.Net;
using Wava.Testing;

namespace Wava.Web.Tests.Accounts;

public sealed class RefreshTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_refresh_gives_another_cookie_and_another_token(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        using HttpResponseMessage registered = await client.RegisterAsync();
        string first = SessionClient.CookieOf(registered);
        using HttpResponseMessage refreshed = await client.RefreshAsync(first);
        string second = SessionClient.CookieOf(refreshed);

        Assert.NotEqual(first, second);
        Assert.NotEqual(await SessionClient.TokenOf(registered), await SessionClient.TokenOf(refreshed));
        app.Clock.Jump(TimeSpan.FromDays(29));
        using HttpResponseMessage later = await client.RefreshAsync(second);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_tabs_may_refresh_at_the_same_time(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        string cookie = SessionClient.CookieOf(await client.RegisterAsync());
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.RefreshAsync(cookie)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        using HttpResponseMessage again = await client.RefreshAsync(cookie);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        using HttpResponseMessage next = await client.RefreshAsync(SessionClient.CookieOf(again));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_token_that_is_used_twice_ends_the_sign_in_for_everybody(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        string stolen = SessionClient.CookieOf(await client.RegisterAsync());
        using HttpResponseMessage refreshed = await client.RefreshAsync(stolen);
        string current = SessionClient.CookieOf(refreshed);
        string access = await SessionClient.TokenOf(refreshed);
        await using StompTestClient socket = await app.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {access}"));

        app.Clock.Advance(TimeSpan.FromMilliseconds(10_001));
        using HttpResponseMessage thief = await client.RefreshAsync(stolen);
        Assert.Equal(HttpStatusCode.Unauthorized, thief.StatusCode);
        Assert.Equal("signed-out", await SessionClient.CodeOf(thief));
        Assert.False(thief.Headers.Contains("Set-Cookie"));
        await socket.ExpectErrorAsync("Signed out");
        using HttpResponseMessage owner = await client.RefreshAsync(current);
        Assert.Equal("signed-out", await SessionClient.CodeOf(owner));
        using HttpResponseMessage me = await client.SendAsync(HttpMethod.Get, "/api/me", headers: ("Authorization", $"Bearer {access}"));
        Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
        await Assert.ThrowsAsync<StompTestException>(() => app.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {access}")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_token_that_was_replaced_long_ago_is_still_known_for_stolen(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        string first = SessionClient.CookieOf(await client.RegisterAsync());
        string current = first;
        for (int i = 0; i < 5; i++)
        {
            current = SessionClient.CookieOf(await client.RefreshAsync(current));
            app.Clock.Advance(TimeSpan.FromMinutes(9));
        }

        using HttpResponseMessage thief = await client.RefreshAsync(first);
        Assert.Equal(HttpStatusCode.Unauthorized, thief.StatusCode);
        using HttpResponseMessage owner = await client.RefreshAsync(current);
        Assert.Equal(HttpStatusCode.Unauthorized, owner.StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Theft_of_one_sign_in_leaves_the_others_alone(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        string stolen = SessionClient.CookieOf(await client.RegisterAsync());
        string other = SessionClient.CookieOf(await client.SignInAsync());
        await client.RefreshAsync(stolen);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using HttpResponseMessage thief = await client.RefreshAsync(stolen);
        Assert.Equal(HttpStatusCode.Unauthorized, thief.StatusCode);
        using HttpResponseMessage fine = await client.RefreshAsync(other);
        Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_sign_in_that_is_not_used_for_thirty_days_is_over(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        string cookie = SessionClient.CookieOf(await client.RegisterAsync());
        app.Clock.Jump(TimeSpan.FromDays(30));
        using HttpResponseMessage late = await client.RefreshAsync(cookie);
        Assert.Equal("signed-out", await SessionClient.CodeOf(late));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_sign_in_longest_not_used_ends_when_there_are_too_many(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine, ("Tokens:SignInsPerUser", "3"));
        using var client = new SessionClient(app);
        HttpResponseMessage registered = await client.RegisterAsync();
        string first = SessionClient.CookieOf(registered);
        await using StompTestClient socket = await app.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {await SessionClient.TokenOf(registered)}"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        string second = SessionClient.CookieOf(await client.SignInAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        string third = SessionClient.CookieOf(await client.SignInAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        string fourth = SessionClient.CookieOf(await client.SignInAsync());

        await socket.ExpectErrorAsync("Signed out");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.RefreshAsync(first)).StatusCode);
        foreach (string cookie in new[] { second, third, fourth }) Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(cookie)).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --AAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Who_has_no_good_cookie_is_signed_out(string? cookie)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using var client = new SessionClient(app);
        using HttpResponseMessage answer = await client.RefreshAsync(cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("signed-out", await SessionClient.CodeOf(answer));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_signs_out_is_out_at_once_and_on_this_device_only(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        HttpResponseMessage registered = await client.RegisterAsync();
        string cookie = SessionClient.CookieOf(registered);
        string access = await SessionClient.TokenOf(registered);
        HttpResponseMessage elsewhere = await client.SignInAsync();
        await using StompTestClient socket = await app.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {access}"));
        await using StompTestClient other = await app.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {await SessionClient.TokenOf(elsewhere)}"));

        using HttpResponseMessage gone = await client.SendAsync(HttpMethod.Delete, "/api/session", cookie);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Contains("expires=Thu, 01 Jan 1970", SessionClient.SetCookie(gone), StringComparison.OrdinalIgnoreCase);
        await socket.ExpectErrorAsync("Signed out");
        await other.FenceAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.RefreshAsync(cookie)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(HttpMethod.Get, "/api/me", headers: ("Authorization", $"Bearer {access}"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(SessionClient.CookieOf(elsewhere))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Delete, "/api/session")).StatusCode);
    }
}
