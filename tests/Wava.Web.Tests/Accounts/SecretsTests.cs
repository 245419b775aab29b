using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Testing;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Accounts;

public sealed class SecretsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task No_secret_is_ever_logged_and_none_is_stored_in_the_clear(StorageEngine engine)
    {
        const string Password = "canary-password-4711";
        const string Next = "canary-password-4712";
        const string Wrong = "canary-wrong-password";
        await using WavaApp app = await WavaApp.StartAsync(engine, [.. TokenForge.Settings, ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace")]);
        using var log = new LogKept();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using var client = new SessionClient(app);
        List<string> secrets = [Password, Next, Wrong, Convert.ToBase64String(TokenForge.MainSecret)];

        using HttpResponseMessage registered = await client.SendAsync(HttpMethod.Post, "/api/accounts", body: new { userName = "ann", password = Password });
        string cookie = SessionClient.CookieOf(registered);
        string token = await SessionClient.TokenOf(registered);
        using HttpResponseMessage refreshed = await client.RefreshAsync(cookie);
        secrets.AddRange([cookie, token, SessionClient.CookieOf(refreshed), await SessionClient.TokenOf(refreshed)]);
        await client.SignInAsync("ann", Wrong);
        await client.SignInAsync(Wrong, Wrong);
        using HttpResponseMessage changed = await client.SendAsync(
            HttpMethod.Post, "/api/me/password", body: new { current = Password, @new = Next }, headers: ("Authorization", $"Bearer {token}"));
        secrets.AddRange([SessionClient.CookieOf(changed), await SessionClient.TokenOf(changed)]);
        await client.SendAsync(HttpMethod.Get, $"/api/me", headers: ("Authorization", $"Bearer {token}x"));
        await using (StompTestClient socket = await app.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {token}")))
        {
            await socket.CallAsync("SEND", [("destination", "/app/sign-in"), ("Authorization", $"Bearer {token}")]);
            await socket.DisconnectAsync();
        }

        await Assert.ThrowsAsync<StompTestException>(() => app.ConnectStompAsync("/ws", login: "ann", passcode: Wrong));
        await Assert.ThrowsAsync<StompTestException>(() => app.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {token}x")));
        await using (await app.ConnectStompAsync("/ws", login: "ann", passcode: Next))
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        using HttpResponseMessage reused = await client.RefreshAsync(cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, reused.StatusCode);
        await client.SendAsync(HttpMethod.Post, "/api/session", body: $"{{\"userName\":\"ann\",\"password\":\"{Wrong}");

        Assert.Contains(log.Lines, line => line.Contains("refresh token was used again", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal)));
        string stored = string.Join('\n', await app.Services.GetRequiredService<Database>().ReadAsync(sql => sql.ListAsync<string>(
            "SELECT COALESCE(password_hash, '') FROM users UNION ALL SELECT hash FROM refresh_tokens UNION ALL SELECT family FROM refresh_tokens")));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, stored, StringComparison.Ordinal));
    }

    private sealed class LogKept : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : "";
            Lines.Enqueue($"{formatter(state, exception)} {values} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
