using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Messages;

namespace Wava.Broker.FunctionalTests.Docs.ReadmePage;

/// <summary>The code of README.md.</summary>
public sealed class ReadmeTests : IAsyncLifetime
{
    private DocumentedProgram _program = null!;

    public async Task InitializeAsync() => _program = await DocumentedProgram.StartAsync(Run);

    public async Task DisposeAsync() => await _program.DisposeAsync();

    [Fact]
    public async Task The_program_greets_whoever_says_hello()
    {
        await using var client = await _program.ConnectAsync();
        await client.SubscribeAsync("/topic/greetings");

        await client.SendAsync("/app/hello", new { name = "Ann" });

        await client.ExpectMessageAsync("/topic/greetings", new { content = "Hello, Ann!" });
    }

    [Fact]
    public async Task The_program_announces_what_is_posted_and_remembers_it()
    {
        await using var client = await _program.ConnectAsync();
        await client.SubscribeAsync("/topic/news/today");

        using var http = _program.Server.CreateClient();
        (await http.PostAsync("/announce?text=Hi", null)).EnsureSuccessStatusCode();

        await client.ExpectMessageAsync("/topic/news/today", "Hi");
        await client.SubscribeAsync("/topic/news/today", headers: ("wava-replay", "5"));
        await client.ExpectMessageAsync("/topic/news/today", "Hi");
    }

    private static void Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddStompBroker().UseMemoryBroker("/topic", "/queue").KeepHistory("/topic/news/**", count: 100);

        var app = builder.Build();
        app.MapStomp("/ws");
        app.MapMessage("/hello", (Hello hello) => new Greeting($"Hello, {hello.Name}!")).SendTo("/topic/greetings");
        app.MapPost("/announce", (string text, IMessageTemplate template) => template.SendAsync("/topic/news/today", text));
        app.Run();
    }
}

public sealed record Hello(string Name);

public sealed record Greeting(string Content);
