using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Messages;

namespace Wava.Broker.FunctionalTests.Docs.GettingStartedPage;

/// <summary>The program of docs/getting-started.md, with what its third section adds.</summary>
public sealed class GettingStartedTests
{
    [Fact]
    public async Task The_program_announces_what_is_posted()
    {
        await using var program = await DocumentedProgram.StartAsync(Run);
        await using var client = await program.ConnectAsync();
        await client.SubscribeAsync("/topic/news/today");

        using var http = program.Server.CreateClient();
        (await http.PostAsync("/announce?text=Hello", null)).EnsureSuccessStatusCode();

        await client.ExpectMessageAsync("/topic/news/today", "Hello");
    }

    [Fact]
    public async Task A_comment_reaches_all_with_its_author()
    {
        await using var program = await DocumentedProgram.StartAsync(RunWithComments);
        await using var client = await program.ConnectAsync(user: "ann");
        await client.SubscribeAsync("/topic/news/comments");

        await client.SendAsync("/app/comment", new { text = "Well said." });

        await client.ExpectMessageAsync("/topic/news/comments", new { from = "ann", text = "Well said." });
    }

    [Fact]
    public async Task A_comment_without_a_text_is_told_to_its_author()
    {
        await using var program = await DocumentedProgram.StartAsync(RunWithComments);
        await using var client = await program.ConnectAsync();
        await client.SubscribeAsync("/user/queue/errors");

        await client.SendAsync("/app/comment", new { text = "" });

        Assert.Single((await client.ExpectErrorReportAsync()).Errors["text"]);
    }

    private static void Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddStompBroker().UseMemoryBroker("/topic", "/queue").KeepHistory("/topic/news/**", count: 100);

        var app = builder.Build();
        app.UseDefaultFiles().UseStaticFiles();
        app.MapStomp("/ws");
        app.MapPost("/announce", (string text, IMessageTemplate template) => template.SendAsync("/topic/news/today", text));
        app.Run();
    }

    private static void RunWithComments(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddStompBroker();
        var app = builder.Build();
        app.MapStomp("/ws");
        Comments.Map(app);
        app.Run();
    }
}
