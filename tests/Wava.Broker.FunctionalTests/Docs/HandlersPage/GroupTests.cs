using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs.HandlersPage;

/// <summary>docs/handlers.md, "Mappings": groups.</summary>
public sealed class GroupTests
{
    [Fact]
    public async Task What_is_said_of_a_group_holds_for_its_handlers()
    {
        await using var app = await InMemoryApp.StartAsync(
            builder =>
            {
                builder.Services.AddAuthorization();
                builder.Services.AddStompBroker();
            },
            Map);
        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws", user: "ann");
        await using var nobody = await app.GetTestServer().ConnectStompAsync("/ws");
        await ann.SubscribeAsync("/topic/rooms/lobby");

        await ann.SendAsync("/app/rooms/lobby/join", "");
        await ann.SendAsync("/app/rooms/lobby/leave", "");
        await nobody.SendAsync("/app/rooms/lobby/join", "");

        await ann.ExpectMessageAsync("/topic/rooms/lobby", new Joined("lobby", "ann"));
        await ann.ExpectMessageAsync("/topic/rooms/lobby", new Left("lobby", "ann"));
        await nobody.ExpectErrorAsync("Access denied");
    }

    private static void Map(WebApplication app)
    {
        app.MapStomp("/ws");
        var rooms = app.MapMessageGroup("/rooms/{room}").RequireAuthorization().WithTimeout(TimeSpan.FromSeconds(5));
        rooms.MapMessage("join", (string room, ClaimsPrincipal user) => new Joined(room, user.Identity!.Name!)).SendTo("/topic/rooms/{room}");
        rooms.MapMessage("leave", (string room, ClaimsPrincipal user) => new Left(room, user.Identity!.Name!)).SendTo("/topic/rooms/{room}");
    }

    private sealed record Joined(string Room, string User);

    private sealed record Left(string Room, string User);
}
