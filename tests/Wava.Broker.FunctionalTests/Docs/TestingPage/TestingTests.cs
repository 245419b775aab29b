using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs.TestingPage;

/// <summary>The code of docs/testing.md; its first block is HelloTests.</summary>
public sealed class TestingTests
{
    [Fact]
    public async Task A_client_is_whom_the_test_says()
    {
        await using var factory = new WebApplicationFactory<Program>();
        await using var ann = await factory.ConnectStompAsync("/ws", user: "ann", roles: ["editor"]);
        var tenant = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "eve"), new Claim("tenant", "7")], "Test"));
        await using var eve = await factory.ConnectStompAsync("/ws", request: request => request.HttpContext.User = tenant);

        var sessions = factory.Services.GetRequiredService<ISessionRegistry>();
        Assert.True(sessions.Find(ann.SessionId)!.User!.IsInRole("editor"));
        Assert.Equal("7", sessions.Find(eve.SessionId)!.User!.FindFirstValue("tenant"));
    }

    [Fact]
    public async Task A_factory_can_know_the_users_of_tests()
    {
        await using var factory = new WebApplicationFactory<Program>().WithTestUsers();

        await using var ann = await factory.ConnectStompAsync("/ws", user: "ann");
        Assert.Equal("ann", ann.Connected!["user-name"]);
    }

    [Fact]
    public async Task Login_passcode_and_headers_go_with_CONNECT()
    {
        await using var root = new WebApplicationFactory<Program>();
        await using var factory = root.WithWebHostBuilder(web => web.ConfigureTestServices(
            services => services.AddStompBroker().UseAuthenticator((request, _) => new(
                request.Passcode == "secret" || request.Header("Authorization") == "Bearer 1" ? Security.ConnectDecision.Accept() : Security.ConnectDecision.Refuse()))));
        const int token = 1;

        await using var alice = await factory.ConnectStompAsync("/ws", login: "alice", passcode: "secret");
        await using var bearer = await factory.ConnectStompAsync("/ws", headers: ("Authorization", $"Bearer {token}"));
        await Assert.ThrowsAsync<StompTestException>(() => factory.ConnectStompAsync("/ws"));
    }

    [Fact]
    public async Task Nothing_is_a_matter_of_receipts()
    {
        await using var app = await InMemoryApp.StartAsync(
            builder => builder.Services.AddStompBroker(),
            app =>
            {
                app.MapStomp("/ws");
                app.MapMessage("/rooms/{room}/say", (string room, byte[] _) => room);
            });
        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws");
        await using var bob = await app.GetTestServer().ConnectStompAsync("/ws");
        await bob.SubscribeAsync("/topic/rooms/cellar/say");

        await ann.SendConfirmedAsync("/app/rooms/lobby/say", new { text = "Hi" });
        await bob.ExpectNothingAsync();
    }

    [Fact]
    public async Task What_was_wrong_stands_on_the_error_queue()
    {
        await using var factory = new WebApplicationFactory<Program>();
        await using var ann = await factory.ConnectStompAsync("/ws");

        await ann.SubscribeAsync("/user/queue/errors");
        await ann.SendAsync("/app/hello", new { name = "" });
        var report = await ann.ExpectErrorReportAsync();
        Assert.Equal("Invalid message", report.Message);
        Assert.Single(report.Errors["name"]);
    }

    [Fact]
    public async Task Time_passes_when_it_is_told_to()
    {
        var clock = new FakeTimeProvider();
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(
            web => web.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock)));
        await using var client = await factory.ConnectStompAsync("/ws", headers: ("heart-beat", "10000,0"));
        clock.Advance(TimeSpan.FromSeconds(26));
        await client.ExpectErrorAsync("No heart-beat");
    }

    [Fact]
    public async Task A_handler_needs_no_Program()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddStompBroker();
        await using var app = builder.Build();
        app.MapStomp("/ws");
        app.MapMessage("/double", (int number) => number * 2);
        await app.StartAsync();

        await using var client = await app.GetTestServer().ConnectStompAsync("/ws");
        await client.SubscribeAsync("/topic/double");
        await client.SendAsync("/app/double", "21");
        await client.ExpectMessageAsync("/topic/double", "42");
    }
}
