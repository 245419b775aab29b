using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wava.Testing;

namespace Wava.Web.Tests;

/// <summary>The whole application inside the test, on a storage of its own and with a clock that stands still.</summary>
internal sealed class WavaApp : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string?> _settings;
    private readonly string _folder;
    private readonly string? _postgres;

    private WavaApp(Dictionary<string, string?> settings, string folder, string? postgres) => (_settings, _folder, _postgres) = (settings, folder, postgres);

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.Parse("2026-01-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Where SQLite's file and the keys are.</summary>
    public string Folder => _folder;

    /// <summary>Starts the application.</summary>
    /// <param name="engine">What it keeps its data in.</param>
    /// <param name="settings">Configuration: <c>("Rooms:DefaultParticipants", "3")</c>.</param>
    public static async Task<WavaApp> StartAsync(StorageEngine engine = StorageEngine.SQLite, params (string Key, string? Value)[] settings)
    {
        string folder = TestFolders.Make();
        string? postgres = engine == StorageEngine.PostgreSQL ? await PostgresServer.CreateDatabaseAsync() : null;
        var all = new Dictionary<string, string?>
        {
            ["Storage:Folder"] = folder,
            ["Storage:PostgreSQL"] = postgres,
            // Everybody in a test comes from the same address, and nobody wants to wait for half a second of hashing.
            ["Accounts:PasswordIterations"] = "1000",
            ["SignInLimits:RegistrationsPerHour"] = "1000000",
            ["SignInLimits:GuestsPerMinute"] = "1000000",
            ["SignInLimits:SignInsPerMinute"] = "1000000",
        };
        foreach ((string key, string? value) in settings) all[key] = value;
        var app = new WavaApp(all, folder, postgres);
        try
        {
            _ = app.Server;
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another process, so to speak, with the same PostgreSQL database and the same keys. It has to end first.</summary>
    public Task<WavaApp> StartAnotherAsync(params (string Key, string? Value)[] settings) => StartAsync(
        StorageEngine.SQLite,
        [("Storage:Folder", _folder), ("Storage:PostgreSQL", _postgres ?? throw new InvalidOperationException("SQLite is for one process.")), .. settings]);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_postgres is not null) await PostgresServer.DropDatabaseAsync(_postgres);
        Directory.Delete(_folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach ((string key, string? value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }
}
