using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Wava.Broker.FunctionalTests.Docs.HandlersPage;

/// <summary>docs/handlers.md, "Two forms": the program, and its table of what happens.</summary>
public sealed class TwoFormsTests : IAsyncLifetime
{
    private DocumentedProgram _program = null!;

    public async Task InitializeAsync() => _program = await DocumentedProgram.StartAsync(Run);

    public async Task DisposeAsync() => await _program.DisposeAsync();

    [Fact]
    public async Task A_delegate_answers_to_where_it_says()
    {
        await using var client = await _program.ConnectAsync();
        await client.SubscribeAsync("/topic/greetings");

        await client.SendAsync("/app/hello", new { name = "Ann" });

        await client.ExpectMessageAsync("/topic/greetings", new { content = "Hello, Ann!" });
    }

    [Fact]
    public async Task A_class_does_with_the_room_filled_in()
    {
        await using var client = await _program.ConnectAsync(user: "ann");
        await client.SubscribeAsync("/topic/chat/lobby");

        await client.SendAsync("/app/chat/lobby/say", new { text = "Hi" });

        await client.ExpectMessageAsync("/topic/chat/lobby", new { from = "ann", text = "Hi" });
    }

    [Fact]
    public async Task Who_subscribes_is_answered_alone_and_once()
    {
        await using var ann = await _program.ConnectAsync(user: "ann");
        await using var bob = await _program.ConnectAsync(user: "bob");
        await ann.SendConfirmedAsync("/app/chat/lobby/say", new { text = "Hi" });

        await bob.SubscribeAsync("/app/chat/lobby/lines");

        await bob.ExpectMessageAsync("/app/chat/lobby/lines", new[] { new Line("ann", "Hi") });
        await ann.SendConfirmedAsync("/app/chat/lobby/say", new { text = "More" });
        await bob.ExpectNothingAsync();
        await ann.ExpectNothingAsync();
    }

    [Fact]
    public async Task An_exception_is_answered_to_who_sent()
    {
        await using var here = await _program.ConnectAsync(user: "ann");
        await using var elsewhere = await _program.ConnectAsync(user: "ann");
        await here.SubscribeAsync("/user/queue/problems");
        await elsewhere.SubscribeAsync("/user/queue/problems");

        await here.SendConfirmedAsync("/app/chat/closed/say", new { text = "Hi" });

        await here.ExpectMessageAsync("/user/queue/problems", new { reason = "This room is closed." });
        await elsewhere.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_text_that_is_missing_is_told_on_the_error_queue()
    {
        await using var client = await _program.ConnectAsync();
        await client.SubscribeAsync("/topic/chat/lobby");
        await client.SubscribeAsync("/user/queue/errors");

        await client.SendAsync("/app/chat/lobby/say", new { text = "" });

        var report = await client.ExpectErrorReportAsync();
        Assert.Equal(("Invalid message", "text: The text field is required."), (report.Message, report.Details));
        Assert.Equal(("SEND", "/app/chat/lobby/say"), (report.Command, report.Destination));
        Assert.Equal(["The text field is required."], report.Errors["text"]);
        Assert.NotNull(report.Reference);
        await client.ExpectNothingAsync();
    }

    private static void Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton<Rooms>();
        builder.Services.AddStompBroker()
            .UseApplicationPrefixes("/app")
            .UseMemoryBroker("/topic", "/queue")
            .AddHandlers();

        var app = builder.Build();
        app.MapStomp("/ws");
        app.MapMessage("/hello", (Hello hello) => new Greeting($"Hello, {hello.Name}!")).SendTo("/topic/greetings");
        app.Run();
    }
}

public sealed record Hello(string Name);

public sealed record Greeting(string Content);
