using System.Net;

namespace Wava.Web.Tests.Accounts;

public sealed class CookieTests
{
    [Theory]
    [InlineData("http://localhost", false)]
    [InlineData("https://localhost", true)]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites(string address, bool secure)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using var client = new SessionClient(app, address);
        string cookie = SessionClient.SetCookie(await client.RegisterAsync()).ToLowerInvariant();
        string[] attributes = [.. cookie.Split("; ").Skip(1).Order()];
        string[] expected = ["httponly", $"max-age={30 * 24 * 3600}", "path=/api/session", "samesite=strict", .. secure ? ["secure"] : Array.Empty<string>()];
        Assert.Equal(expected, attributes);
    }

    [Fact]
    public async Task The_cookie_can_be_made_secure_behind_a_proxy_that_says_nothing()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("Accounts:SecureCookie", "true"));
        using var client = new SessionClient(app);
        Assert.Contains("; secure", SessionClient.SetCookie(await client.RegisterAsync()), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_answer_is_not_kept_by_caches_and_does_not_hold_the_refresh_token()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using var client = new SessionClient(app);
        foreach (HttpResponseMessage answer in new[] { await client.RegisterAsync(), await client.SignInAsync() })
        {
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.DoesNotContain(SessionClient.CookieOf(answer), await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://localhost")]
    [InlineData("Origin", "http://localhost:81")]
    [InlineData("Origin", "http://localhost.evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Pages_of_other_sites_can_do_nothing_with_the_cookie(string header, string value)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using var client = new SessionClient(app);
        string cookie = SessionClient.CookieOf(await client.RegisterAsync());
        foreach ((HttpMethod method, string path, object? body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Post, "/api/session/refresh", null),
            (HttpMethod.Delete, "/api/session", null),
            (HttpMethod.Post, "/api/session", new { userName = "ann", password = People.Password }),
            (HttpMethod.Post, "/api/session/guest", new { name = "Ann", room = "AAAAAAAAAAAAAAAAAAAAAA" }),
            (HttpMethod.Post, "/api/accounts", new { userName = "bob", password = People.Password }),
        })
        {
            using HttpResponseMessage answer = await client.SendAsync(method, path, cookie, body, (header, value));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal("foreign-origin", await SessionClient.CodeOf(answer));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }

        using HttpResponseMessage still = await client.RefreshAsync(cookie);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://localhost")]
    [InlineData("Origin", "https://chat.example.com")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task Our_own_pages_can(string header, string value)
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("Stomp:AllowedOrigins:0", "https://chat.example.com"));
        using var client = new SessionClient(app);
        string cookie = SessionClient.CookieOf(await client.RegisterAsync());
        using HttpResponseMessage answer = await client.SendAsync(HttpMethod.Post, "/api/session/refresh", cookie, headers: (header, value));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
