using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Wava.Testing;
using Wava.Web.Accounts;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Accounts;

public sealed class PasswordSignInTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_has_an_account_signs_in_by_name_in_any_spelling(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");
        JsonElement session = await app.AnswerAsync(await app.PostAsync("/api/session", new { userName = "ANN", password = People.Password }), HttpStatusCode.OK);

        Assert.Equal(ann.Id, session.GetProperty("user").GetProperty("id").GetString());
        Assert.Equal(app.Clock.GetUtcNow().AddMinutes(10), session.GetProperty("expiresAt").GetDateTimeOffset());
        ann.Take(session);
        await ann.GetAsync("/api/me");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_wrong_name_and_a_wrong_password_get_the_same_answer_after_the_same_work(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        await client.RegisterAsync();
        using var hashes = new HashCounter(app);
        List<(string Answer, int Hashes)> answers = [];
        foreach ((string userName, string password) in new[]
        {
            ("ann", "wrong password"), ("nobody-here", People.Password), ("a b", People.Password), ("x", "y"), ("ann", new string('p', 200)), ("' OR 1=1 --", "' OR 1=1 --"), (new string('n', 500), "p"),
        })
        {
            int before = hashes.Count;
            using HttpResponseMessage answer = await client.SignInAsync(userName, password);
            answers.Add(($"{(int)answer.StatusCode} {answer.Headers} {await answer.Content.ReadAsStringAsync()}", hashes.Count - before));
            app.Clock.Advance(TimeSpan.FromMinutes(16));
        }

        string first = answers[0].Answer;
        Assert.StartsWith("401 ", first, StringComparison.Ordinal);
        Assert.Contains("wrong-credentials", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie", first, StringComparison.OrdinalIgnoreCase);
        Assert.All(answers, answer => Assert.Equal((first, 1), answer));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_hash_of_the_past_is_renewed_when_somebody_signs_in(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");
        var weak = new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = 10 }));
        string old = weak.HashPassword(null!, ann.Password);
        Database database = app.Services.GetRequiredService<Database>();
        await database.WriteAsync(sql => sql.ExecuteAsync("UPDATE users SET password_hash = @old WHERE id = @Id", new { old, ann.Id }));

        await ann.SignInAgainAsync();
        string? stored = await database.ReadAsync(sql => sql.FindAsync<string>("SELECT password_hash FROM users WHERE id = @Id", new { ann.Id }));
        Assert.NotEqual(old, stored);
        await ann.SignInAgainAsync();
        Assert.Equal(stored, await database.ReadAsync(sql => sql.FindAsync<string>("SELECT password_hash FROM users WHERE id = @Id", new { ann.Id })));
    }

    [Fact]
    public void Passwords_are_hashed_six_hundred_thousand_times_over_unless_told_otherwise()
    {
        var options = new AccountOptions();
        var hasher = new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = options.PasswordIterations }));
        byte[] hash = Convert.FromBase64String(hasher.HashPassword(null!, "a password"));

        Assert.True(options.PasswordIterations >= 600_000);
        // Version 1, pseudo-random function 2 (HMAC-SHA-512), iterations, octets of salt.
        Assert.Equal(1, hash[0]);
        Assert.Equal(2u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)));
        Assert.Equal(600_000u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)));
        Assert.Equal(16u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(9)));
    }

    [Fact]
    public async Task When_too_many_sign_in_at_once_some_are_asked_to_come_back_later()
    {
        await using WavaApp app = await WavaApp.StartAsync(
            StorageEngine.SQLite,
            ("Accounts:ParallelHashes", "1"),
            ("Accounts:WaitingHashes", "2"),
            ("Accounts:PasswordIterations", "400000"));
        using var client = new SessionClient(app);
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => client.SignInAsync($"somebody{i}", "wrong password")));

        HttpResponseMessage[] busy = [.. answers.Where(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable)];
        Assert.NotEmpty(busy);
        Assert.All(busy, answer => Assert.Equal("5", answer.Headers.RetryAfter?.ToString()));
        Assert.Equal("busy", await SessionClient.CodeOf(busy[0]));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Unauthorized);
        using HttpResponseMessage after = await client.SignInAsync("somebody-else", "wrong password");
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_password_ends_all_other_sign_ins_and_keeps_this_one(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using var client = new SessionClient(app);
        using Person ann = await app.SignUpAsync("Ann");
        HttpResponseMessage elsewhere = await client.SignInAsync("ann");
        string otherCookie = SessionClient.CookieOf(elsewhere);
        string otherToken = await SessionClient.TokenOf(elsewhere);
        await using StompTestClient own = await ann.ConnectAsync();
        await using StompTestClient other = await app.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {otherToken}"));
        await using StompTestClient plain = await app.ConnectStompAsync("/ws", login: "ann", passcode: ann.Password);

        const string Next = "another good one";
        ann.Take(await ann.PostAsync("/api/me/password", new { current = ann.Password, @new = Next }));

        await other.ExpectErrorAsync("Signed out");
        await plain.ExpectErrorAsync("Signed out");
        await own.FenceAsync();
        await ann.GetAsync("/api/me");
        await ann.PostAsync("/api/session/refresh");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.RefreshAsync(otherCookie)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(HttpMethod.Get, "/api/me", headers: ("Authorization", $"Bearer {otherToken}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SignInAsync("ann")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.SignInAsync("ann", Next)).StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_password_takes_the_present_one_and_a_good_new_one(StorageEngine engine)
    {
        await using WavaApp app = await WavaApp.StartAsync(engine);
        using Person ann = await app.SignUpAsync("Ann");

        await ann.RefusedAsync(HttpMethod.Post, "/api/me/password", new { current = "not this one", @new = "another good one" }, HttpStatusCode.Forbidden, "wrong-credentials");
        JsonElement problem = await ann.RefusedAsync(HttpMethod.Post, "/api/me/password", new { current = "", @new = "short" }, HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(["current", "new"], problem.GetProperty("errors").EnumerateObject().Select(each => each.Name).Order());
        for (int i = 0; i < 4; i++) await ann.PostAsync("/api/me/password", new { current = $"guess number {i}", @new = "another good one" }, HttpStatusCode.Forbidden);
        await ann.RefusedAsync(HttpMethod.Post, "/api/me/password", new { current = ann.Password, @new = "another good one" }, HttpStatusCode.TooManyRequests, "too-many-tries");
    }

    [Theory]
    [InlineData("ann", "short", "password")]
    [InlineData("ann", "password", "password")]
    [InlineData("ann", "PassWord123", "password")]
    [InlineData("ann", "aaaaaaaaaaaa", "password")]
    [InlineData("ann", "abababababab", "password")]
    [InlineData("annabelle", "AnnaBelle", "password")]
    [InlineData("ann", null, "password")]
    [InlineData("an", People.Password, "userName")]
    [InlineData("a-name-that-has-more-than-32-signs", People.Password, "userName")]
    [InlineData("ann smith", People.Password, "userName")]
    [InlineData("ännchen", People.Password, "userName")]
    [InlineData("\uFF41nn", People.Password, "userName")]
    [InlineData("аnn", People.Password, "userName")]
    [InlineData("ann/..", People.Password, "userName")]
    [InlineData(".ann", People.Password, "userName")]
    [InlineData("ann-", People.Password, "userName")]
    [InlineData("Admin", People.Password, "userName")]
    [InlineData("SYSTEM", People.Password, "userName")]
    [InlineData(null, People.Password, "userName")]
    public async Task Names_and_passwords_that_will_not_do_are_refused_by_field(string? userName, string? password, string field)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        JsonElement problem = await app.AnswerAsync(await app.PostAsync("/api/accounts", new { userName, password }), HttpStatusCode.BadRequest);
        Assert.Equal("invalid", problem.GetProperty("code").GetString());
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(128)]
    public async Task Passwords_may_be_long_and_hold_anything(int length)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        string password = "pä🔑 ß中"[..7].PadRight(length, 'x');
        using Person ann = await app.SignUpAsync("Ann", password);
        await ann.SignInAgainAsync();
        HttpResponseMessage longer = await app.PostAsync("/api/accounts", new { userName = "bob", password = new string('x', 64) + new string('y', 64) + "z" });
        Assert.Equal(HttpStatusCode.BadRequest, longer.StatusCode);
    }

    [Fact]
    public async Task Registration_can_be_closed()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("Accounts:Registration", "false"));
        HttpResponseMessage answer = await app.PostAsync("/api/accounts", new { userName = "ann", password = People.Password });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("not-allowed", await SessionClient.CodeOf(answer));
    }
}
