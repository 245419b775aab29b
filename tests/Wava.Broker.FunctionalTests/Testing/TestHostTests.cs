using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Testing;

/// <summary>Connecting to an application that runs inside the test.</summary>
public sealed class TestHostTests
{
    [Fact]
    public async Task A_client_is_connected_in_one_line()
    {
        await using var app = await StartAsync();
        await using var client = await app.GetTestServer().ConnectStompAsync("/ws");

        Assert.Equal("1.2", client.Version);
        Assert.Equal(app.Services.GetRequiredService<ISessionRegistry>().Sessions.Single().Id, client.SessionId);
        Assert.Null(client.Connected!["user-name"]);
    }

    [Fact]
    public async Task A_user_needs_no_authentication_of_the_application()
    {
        await using var app = await StartAsync();
        await using var client = await app.GetTestServer().ConnectStompAsync("/ws", user: "ann", roles: ["admin"]);

        Assert.Equal("ann", client.Connected!["user-name"]);
        Assert.True(app.Services.GetRequiredService<ISessionRegistry>().Sessions.Single().User!.IsInRole("admin"));
    }

    [Fact]
    public async Task A_user_passes_an_endpoint_that_asks_for_one_and_nobody_does_not()
    {
        await using var app = await StartAsync(endpoint => endpoint.RequireAuthorization(), AddCookies);
        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws", user: "ann");

        var told = await Assert.ThrowsAsync<StompTestException>(() => app.GetTestServer().ConnectStompAsync("/ws"));

        Assert.Equal("ann", ann.Connected!["user-name"]);
        Assert.Contains("401", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_count_where_an_endpoint_asks_for_one()
    {
        await using var app = await StartAsync(endpoint => endpoint.RequireAuthorization(policy => policy.RequireRole("admin")), AddCookies);
        await using var admin = await app.GetTestServer().ConnectStompAsync("/ws", user: "ann", roles: ["admin"]);

        var told = await Assert.ThrowsAsync<StompTestException>(() => app.GetTestServer().ConnectStompAsync("/ws", user: "bob"));

        Assert.Contains("403", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scheme_that_is_asked_for_by_name_knows_the_users_of_tests_only_when_told()
    {
        static void AskByName(IEndpointConventionBuilder endpoint) =>
            endpoint.RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = "Cookies" });

        await using var without = await StartAsync(AskByName, AddCookies);
        await using var with = await StartAsync(AskByName, builder =>
        {
            AddCookies(builder);
            builder.WebHost.UseTestUsers();
        });
        await using var ann = await with.GetTestServer().ConnectStompAsync("/ws", user: "ann");

        await Assert.ThrowsAsync<StompTestException>(() => without.GetTestServer().ConnectStompAsync("/ws", user: "ann"));
        await Assert.ThrowsAsync<StompTestException>(() => with.GetTestServer().ConnectStompAsync("/ws"));

        Assert.Equal("ann", ann.Connected!["user-name"]);
    }

    [Fact]
    public async Task The_request_can_be_changed_and_bring_a_user_with_claims_of_its_own()
    {
        await using var app = await StartAsync();
        var tenant = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "eve"), new Claim("tenant", "7")], "Test"));
        await using var client = await app.GetTestServer().ConnectStompAsync("/ws", request: request => request.HttpContext.User = tenant);

        var refused = await Assert.ThrowsAsync<StompTestException>(
            () => app.GetTestServer().ConnectStompAsync("/ws", request: request => request.Headers.Origin = "https://evil.example"));

        Assert.Equal("7", app.Services.GetRequiredService<ISessionRegistry>().Sessions.Single().User!.FindFirstValue("tenant"));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_and_a_passcode_go_with_CONNECT_and_a_refusal_is_told_in_the_server_s_words()
    {
        await using var app = await StartAsync(services: builder => builder.Services.AddStompBroker().AddUser("ann", "secret"));
        await using var client = await app.GetTestServer().ConnectStompAsync("/ws", login: "ann", passcode: "secret");

        var told = await Assert.ThrowsAsync<StompTestException>(() => app.GetTestServer().ConnectStompAsync("/ws", login: "ann", passcode: "wrong"));

        Assert.Equal("ann", client.Connected!["user-name"]);
        Assert.Contains("Access refused", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_connection_leaves_CONNECT_to_the_test()
    {
        await using var app = await StartAsync();
        await using var client = await app.GetTestServer().OpenStompAsync("/ws", subProtocols: ["v11.stomp"]);
        await client.SendFrameAsync("SEND", [("destination", "/topic/a")]);

        await client.ExpectErrorAsync("CONNECT comes first");

        Assert.Equal("v11.stomp", client.SubProtocol);
        Assert.Equal(1002, await client.ExpectClosedAsync());
    }

    private static void AddCookies(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication("Cookies").AddCookie("Cookies", options =>
        {
            options.Events.OnRedirectToLogin = context => AnswerAsync(context.Response, StatusCodes.Status401Unauthorized);
            options.Events.OnRedirectToAccessDenied = context => AnswerAsync(context.Response, StatusCodes.Status403Forbidden);
        });
        builder.Services.AddAuthorization();

        static Task AnswerAsync(HttpResponse response, int status)
        {
            response.StatusCode = status;
            return Task.CompletedTask;
        }
    }

    private static Task<WebApplication> StartAsync(Action<IEndpointConventionBuilder>? endpoint = null, Action<WebApplicationBuilder>? services = null) =>
        InMemoryApp.StartAsync(
            builder =>
            {
                builder.Services.AddStompBroker();
                services?.Invoke(builder);
            },
            app =>
            {
                var stomp = app.MapStomp("/ws");
                endpoint?.Invoke(stomp);
            });
}
