using System.Net;
using Wava.Testing;
using Wava.Web.Accounts;
using Wava.Web.Limits;

namespace Wava.Web.Tests.Accounts;

public sealed class LimitTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Who_guesses_has_to_wait_longer_and_longer(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        await client.RegisterAsync();
        for (int i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await client.SignInAsync(password: $"guess number {i}")).StatusCode);
        List<int> waits = [];
        for (int i = 0; i < 9; i++)
        {
            using HttpResponseMessage refused = await client.SignInAsync();
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal("too-many-tries", await SessionClient.CodeOf(refused));
            int wait = int.Parse(refused.Headers.RetryAfter!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
            waits.Add(wait);
            app.Clock.Advance(TimeSpan.FromSeconds(wait - 1));
            Assert.Equal(HttpStatusCode.TooManyRequests, (await client.SignInAsync()).StatusCode);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.SignInAsync(password: "another wrong guess")).StatusCode);
        }

        Assert.Equal([15, 30, 60, 120, 240, 480, 900, 900, 900], waits);
        app.Clock.Advance(TimeSpan.FromSeconds(900));
        Assert.Equal(HttpStatusCode.OK, (await client.SignInAsync()).StatusCode);
        for (int i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await client.SignInAsync(password: $"guess number {i}")).StatusCode);
    }

    [Fact]
    public async Task Guesses_at_the_same_time_are_all_counted()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using var client = new SessionClient(app);
        await client.RegisterAsync();
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.SignInAsync(password: $"guess number {i}")));
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(15, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_limited_in_the_same_way()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using var client = new SessionClient(app);
        for (int i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await client.SignInAsync("nobody1")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.SignInAsync("NOBODY1")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SignInAsync("nobody2")).StatusCode);
    }

    [Fact]
    public async Task STOMP_and_HTTP_share_the_limit()
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using Person ann = await app.SignUpAsync("Ann");
        for (int i = 0; i < 5; i++)
        {
            StompTestException wrong = await Assert.ThrowsAsync<StompTestException>(() => app.ConnectStompAsync("/ws", login: "ann", passcode: $"guess number {i}"));
            Assert.Contains("The user name or the password is wrong.", wrong.Message, StringComparison.Ordinal);
        }

        StompTestException refused = await Assert.ThrowsAsync<StompTestException>(() => app.ConnectStompAsync("/ws", login: "ann", passcode: ann.Password));
        Assert.Contains("too many tries. Wait 15 seconds.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await app.PostAsync("/api/session", new { userName = "ann", password = ann.Password })).StatusCode);
        app.Clock.Advance(TimeSpan.FromSeconds(15));
        await using StompTestClient client = await app.ConnectStompAsync("/ws", login: "ann", passcode: ann.Password);
    }

    [Theory]
    [InlineData("SignInLimits:SignInsPerMinute", 60, "/api/session")]
    [InlineData("SignInLimits:RegistrationsPerHour", 3600, "/api/accounts")]
    [InlineData("SignInLimits:GuestsPerMinute", 60, "/api/session/guest")]
    [InlineData("SignInLimits:RefreshesPerMinute", 60, "/api/session/refresh")]
    public async Task An_address_can_ask_only_so_often(string setting, int seconds, string path)
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, (setting, "4"));
        int number = 0;
        for (int i = 0; i < 4; i++) Assert.NotEqual(HttpStatusCode.TooManyRequests, (await AskAsync()).StatusCode);
        using HttpResponseMessage refused = await AskAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("too-many-tries", await SessionClient.CodeOf(refused));
        Assert.Equal($"{seconds / 4}", refused.Headers.RetryAfter?.ToString());
        app.Clock.Advance(TimeSpan.FromSeconds(seconds / 4));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await AskAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync()).StatusCode);

        Task<HttpResponseMessage> AskAsync() =>
            app.PostAsync(path, new { userName = $"user{number++}", password = People.Password, name = "Gus", room = "AAAAAAAAAAAAAAAAAAAAAA" });
    }

    [Fact]
    public async Task A_name_is_guessed_only_so_often_by_everybody_together()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("SignInLimits:TriesPerNameInTenMinutes", "3"));
        using var client = new SessionClient(app);
        for (int i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await client.SignInAsync()).StatusCode);
        using HttpResponseMessage refused = await client.SignInAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("200", refused.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public void An_allowance_fills_again_evenly_and_never_above_its_size()
    {
        var clock = new FakeTimeProvider();
        var allowance = new Allowance(3, TimeSpan.FromSeconds(30), 100, clock);
        Assert.Equal([null, null, null, TimeSpan.FromSeconds(10)], Take(4));
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal([TimeSpan.FromSeconds(1)], Take(1));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([null, TimeSpan.FromSeconds(10)], Take(2));
        clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal([null, null, null, TimeSpan.FromSeconds(10)], Take(4));
        Assert.Null(allowance.Take("another"));

        IEnumerable<TimeSpan?> Take(int times) => [.. Enumerable.Range(0, times).Select(_ => allowance.Take("key"))];
    }

    [Fact]
    public void A_flood_of_keys_costs_no_memory_and_what_is_in_use_is_not_forgotten()
    {
        var keys = new RecentKeys<int>(1000);
        for (int i = 0; i < 100_000; i++)
        {
            keys.Set($"key{i}", i);
            if (i % 100 != 0) continue;
            Assert.True(i == 0 || keys.TryGet("mine", out _));
            keys.Set("mine", i);
        }

        Assert.InRange(keys.Count, 500, 1000);
        Assert.True(keys.TryGet("key99999", out _));
        Assert.False(keys.TryGet("key0", out _));
        keys.Remove("mine");
        Assert.False(keys.TryGet("mine", out _));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1:5000", "192.0.2.1", true)]
    [InlineData("[2001:db8::1]:5000", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:8000::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    public void Addresses_of_one_customer_are_one(string one, string other, bool same) => Assert.Equal(same, ClientAddress.Of(one) == ClientAddress.Of(other));
}
