using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.Security;
using Wava.Testing;
using Wava.Web.Accounts;
using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Tests.Signaling;

/// <summary>The application with people and rooms in it, and nothing said of how they came there.</summary>
internal sealed class CallApp : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string?> _settings = [];
    private readonly string _folder = TestFolders.Make();

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.Parse("2026-01-01T12:00:00Z", CultureInfo.InvariantCulture));

    public static async Task<CallApp> StartAsync(StorageEngine engine = StorageEngine.SQLite, params (string Key, string? Value)[] settings)
    {
        var app = new CallApp();
        app._settings["Storage:Folder"] = app._folder;
        // Nobody signs in by password here, but one is hashed at every start.
        app._settings["Accounts:PasswordIterations"] = "1000";
        if (engine == StorageEngine.PostgreSQL) app._settings["Storage:PostgreSQL"] = await PostgresServer.CreateDatabaseAsync();
        foreach ((string key, string? value) in settings) app._settings[key] = value;
        _ = app.Server;
        return app;
    }

    public async Task<string> OpenRoomAsync(int places = 6)
    {
        string room = Ids.New();
        await Services.GetRequiredService<Database>().WriteAsync(sql => sql.ExecuteAsync(
            "INSERT INTO rooms (id, title, access, max_participants, waiting_room, locked, created_at, last_sequence) VALUES (@room, 'Room', 'open', @places, 0, 0, 0, 0)",
            new { room, places }));
        return room;
    }

    /// <summary>Somebody who is a member of these rooms.</summary>
    public async Task<Caller> MeetAsync(string name, params string[] rooms)
    {
        string user = Ids.New();
        await Services.GetRequiredService<Database>().WriteAsync(sql =>
            sql.ExecuteAsync("INSERT INTO users (id, kind, display_name, created_at) VALUES (@user, 'account', @name, 0)", new { user, name }));
        foreach (string room in rooms)
            await ChangeAsync(room, null, "INSERT INTO members (room_id, user_id, role, joined_at, last_read) VALUES (@room, @user, 'member', 0, 0)", user);
        return new Caller(this, user, name);
    }

    public Task RemoveAsync(Caller who, string room, string reason) =>
        ChangeAsync(room, new Departure(who.Id, reason), "DELETE FROM members WHERE room_id = @room AND user_id = @user", who.Id);

    public Task DeleteAsync(string room) => ChangeAsync(room, null, "DELETE FROM rooms WHERE id = @room");

    public string TokenOf(Caller who, TimeSpan? lifetime = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{who.Id}.{who.Name}.{(Clock.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds()}");

    public static ClaimsPrincipal PrincipalOf(string id, string name) => new(new ClaimsIdentity(
        [new(WavaClaims.Id, id), new(WavaClaims.Name, name), new(WavaClaims.Kind, "account")], "Test", WavaClaims.Id, null));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_settings.TryGetValue("Storage:PostgreSQL", out string? postgres)) await PostgresServer.DropDatabaseAsync(postgres!);
        Directory.Delete(_folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach ((string key, string? value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            services.AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, TestScheme>("Test", null);
            services.RemoveAll<IConnectAuthenticator>();
            services.AddSingleton<IConnectAuthenticator, TestConnect>();
        });
    }

    /// <summary>Changes a room as the application does it: when this completes, everybody has been told.</summary>
    private Task<int> ChangeAsync(string room, Departure? because, string statement, string user = "") => Services.GetRequiredService<RoomMemory>()
        .ChangeAsync(room, because, (sql, _) => sql.ExecuteAsync(statement, new { room, user }), CancellationToken.None);

    private static (ClaimsPrincipal User, DateTimeOffset ExpiresAt)? Read(string? header, TimeProvider time)
    {
        if (header?.Split(' ') is not ["Bearer", var token] || token.Split('.') is not [var id, var name, var end]) return null;
        DateTimeOffset expiresAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(end, CultureInfo.InvariantCulture));
        if (expiresAt <= time.GetUtcNow()) return null;
        return (PrincipalOf(id, name), expiresAt);
    }

    private sealed class TestConnect(TimeProvider time) : IConnectAuthenticator
    {
        public ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken) =>
            new(Read(request.Header("Authorization"), time) is { } found ? ConnectDecision.Accept(found.User, found.ExpiresAt) : ConnectDecision.Refuse());
    }

    private sealed class TestScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TimeProvider time)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Read(Request.Headers.Authorization, time) is { } found
                ? AuthenticateResult.Success(new AuthenticationTicket(found.User, new AuthenticationProperties { ExpiresUtc = found.ExpiresAt }, "Test"))
                : AuthenticateResult.NoResult());
    }
}
