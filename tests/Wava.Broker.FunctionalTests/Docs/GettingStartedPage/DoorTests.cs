using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs.GettingStartedPage;

/// <summary>docs/getting-started.md, "TCP as well" and "Who may".</summary>
public sealed class DoorTests
{
    [Fact]
    public async Task Kestrel_is_told_both_ports()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddStompBroker();
        OpenPorts(builder);
        await using var app = builder.Build();

        // Its value opens the ports as far as that goes without listening.
        Assert.NotNull(app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value);
    }

    [Fact]
    public async Task The_HTTP_request_can_say_who_connects()
    {
        await using var app = await InMemoryApp.StartAsync(
            builder =>
            {
                builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");
                builder.Services.AddAuthorization();
                builder.Services.AddStompBroker();
            },
            MapForUsers);

        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws", user: "ann");
        await Assert.ThrowsAsync<StompTestException>(() => app.GetTestServer().ConnectStompAsync("/ws"));
    }

    [Fact]
    public async Task A_login_can()
    {
        await using var app = await InMemoryApp.StartAsync(AddLogin, app => app.MapStomp("/ws"));

        await using var alice = await app.GetTestServer().ConnectStompAsync("/ws", login: "alice", passcode: "secret");
        await Assert.ThrowsAsync<StompTestException>(() => app.GetTestServer().ConnectStompAsync("/ws", login: "alice", passcode: "wrong"));
    }

    [Fact]
    public async Task A_token_can()
    {
        await using var app = await InMemoryApp.StartAsync(
            builder =>
            {
                builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, KnownToken>("Bearer", null);
                AddScheme(builder);
            },
            app => app.MapStomp("/ws"));

        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws", headers: ("Authorization", "Bearer known"));
        Assert.Equal("ann", ann.Connected!["user-name"]);
        await Assert.ThrowsAsync<StompTestException>(() => app.GetTestServer().ConnectStompAsync("/ws", headers: ("Authorization", "Bearer made-up")));
    }

    [Fact]
    public async Task Code_of_the_application_can()
    {
        await using var app = await InMemoryApp.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<ITokens>(new Tokens());
                AddAuthenticator(builder);
            },
            app => app.MapStomp("/ws"));

        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws", headers: ("Authorization", "known"));
        Assert.Equal("ann", ann.Connected!["user-name"]);
        await Assert.ThrowsAsync<StompTestException>(() => app.GetTestServer().ConnectStompAsync("/ws"));
    }

    [Fact]
    public async Task Rules_say_who_may_do_what_where()
    {
        await using var app = await InMemoryApp.StartAsync(AddRules, app => app.MapStomp("/ws"));
        await using var nobody = await app.GetTestServer().ConnectStompAsync("/ws");
        await nobody.SubscribeAsync("/topic/news/today");

        await nobody.SendAsync("/topic/news/today", "made up");

        await nobody.ExpectErrorAsync("Access denied");
    }

    private static void OpenPorts(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenAnyIP(5080);
            kestrel.ListenAnyIP(61613, listen => listen.UseStomp());
        });
    }

    private static void MapForUsers(WebApplication app)
    {
        app.MapStomp("/ws").RequireAuthorization();
    }

    private static void AddLogin(WebApplicationBuilder builder)
    {
        builder.Services.AddStompBroker().AddUser("alice", "secret");
    }

    private static void AddScheme(WebApplicationBuilder builder)
    {
        builder.Services.AddStompBroker().UseAuthenticationScheme("Bearer");
    }

    private static void AddAuthenticator(WebApplicationBuilder builder)
    {
        builder.Services.AddStompBroker().UseAuthenticator<TokenAuthenticator>();
    }

    private static void AddRules(WebApplicationBuilder builder)
    {
        builder.Services.AddStompBroker().AuthorizeDestinations(rules =>
        {
            rules.Send("/app/**").RequireAuthenticatedUser();
            rules.Subscribe("/topic/**").Allow();
            rules.Subscribe("/user/**").Allow();
        });
    }

    private sealed class Tokens : ITokens
    {
        public Task<ClaimsPrincipal?> FindAsync(string? token, CancellationToken stop) => Task.FromResult(token == "known" ? TestUser.Create("ann") : null);
    }

    private sealed class KnownToken(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers.Authorization == "Bearer known"
            ? AuthenticateResult.Success(new AuthenticationTicket(TestUser.Create("ann"), Scheme.Name))
            : AuthenticateResult.Fail("unknown"));
    }
}
