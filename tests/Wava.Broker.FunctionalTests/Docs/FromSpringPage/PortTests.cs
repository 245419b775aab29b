using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs.FromSpringPage;

/// <summary>The application that docs/from-spring.md ports.</summary>
public sealed class PortTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private DocumentedProgram _program = null!;

    public async Task InitializeAsync() => _program = await DocumentedProgram.StartAsync(Run, services => services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _program.DisposeAsync();

    [Fact]
    public async Task What_is_said_reaches_the_room()
    {
        await using var ann = await _program.ConnectAsync(user: "ann");
        await ann.SubscribeAsync("/topic/rooms/lobby");

        await ann.SendAsync("/app/rooms/lobby/say", new { text = "Hi" });

        await ann.ExpectMessageAsync("/topic/rooms/lobby", new { from = "ann", text = "Hi" });
    }

    [Fact]
    public async Task Who_asks_who_is_there_is_told_and_who_leaves_is_missed()
    {
        await using var ann = await _program.ConnectAsync(user: "ann");
        await using var bob = await _program.ConnectAsync(user: "bob");
        await ann.SubscribeAsync("/topic/rooms/lobby");
        await bob.SubscribeAsync("/topic/rooms/lobby");

        await ann.SubscribeAsync("/app/rooms/lobby/people");
        await ann.ExpectMessageAsync("/app/rooms/lobby/people", new[] { "ann", "bob" });
        await bob.DisconnectAsync();

        await ann.ExpectMessageAsync("/topic/rooms/lobby", new { from = "bob", text = "has left." });
    }

    [Fact]
    public async Task Who_is_muted_is_told_so()
    {
        await using var mute = await _program.ConnectAsync(user: "mute");
        await mute.SubscribeAsync("/user/queue/problems");

        await mute.SendAsync("/app/rooms/lobby/say", new { text = "Hi" });

        await mute.ExpectMessageAsync("/user/queue/problems", new { reason = "You are muted." });
    }

    [Fact]
    public async Task The_time_is_told_each_minute()
    {
        await using var ann = await _program.ConnectAsync(user: "ann");
        await ann.SubscribeAsync("/topic/time");
        var began = _time.GetUtcNow();
        var told = ann.ReadAsync<DateTimeOffset>("/topic/time");

        // The service may still be about to start its timer.
        await Eventually.IsTrue(
            () =>
            {
                if (!told.IsCompleted) _time.Advance(TimeSpan.FromMinutes(1));
                return told.IsCompleted;
            },
            "the time is told");

        Assert.InRange(await told, began + TimeSpan.FromMinutes(1), _time.GetUtcNow());
    }

    [Fact]
    public async Task Nobody_gets_in_unnamed_and_clients_talk_to_handlers_only()
    {
        await Assert.ThrowsAsync<StompTestException>(() => _program.ConnectAsync());
        await using var ann = await _program.ConnectAsync(user: "ann");

        await ann.SendAsync("/topic/rooms/lobby", """{"from":"bob","text":"made up"}""");

        await ann.ExpectErrorAsync("Access denied");
    }

    private static void Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton<People>();
        builder.Services.AddHostedService<Clock>();
        builder.Services.AddStompBroker()
            .UseApplicationPrefixes("/app")
            .UseMemoryBroker("/topic", "/queue")
            .AddHandlers()
            .AddEventHandler<Doorman>()
            .AuthorizeDestinations(rules =>
            {
                rules.Send("/app/**").RequireAuthenticatedUser();
                rules.Subscribe("/**").RequireAuthenticatedUser();
            });

        var app = builder.Build();
        app.MapStomp("/ws").RequireAuthorization();
        app.Run();
    }
}
