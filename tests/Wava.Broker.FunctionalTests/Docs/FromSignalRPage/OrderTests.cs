using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs.FromSignalRPage;

/// <summary>The code of docs/from-signalr.md: a hub and its port, side by side in one application.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private WebApplication _app = null!;

    public async Task InitializeAsync() => _app = await InMemoryApp.StartAsync(
        builder =>
        {
            builder.Services.AddAuthorization();
            builder.Services.AddSingleton<Shop>();
            Add(builder);
        },
        Map);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_method_of_a_hub_is_a_destination_and_its_calls_of_clients_are_messages()
    {
        await using var ann = await _app.GetTestServer().ConnectStompAsync("/ws", user: "ann");
        await using var bob = await _app.GetTestServer().ConnectStompAsync("/ws", user: "bob");
        await bob.SubscribeAsync("/topic/orders");
        await bob.SubscribeAsync("/user/queue/confirmed");
        await ann.SubscribeAsync("/user/queue/confirmed");

        await ann.SendConfirmedAsync("/app/orders/place", new { article = "tea" });

        await bob.ExpectMessageAsync("/topic/orders", new { number = 1, article = "tea" });
        await ann.ExpectMessageAsync("/user/queue/confirmed", "1");
        await bob.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_method_that_returns_is_a_subscription_that_is_answered()
    {
        await using var ann = await _app.GetTestServer().ConnectStompAsync("/ws", user: "ann");
        await ann.SendConfirmedAsync("/app/orders/place", new { article = "tea" });

        await ann.SubscribeAsync("/app/orders/open");

        await ann.ExpectMessageAsync("/app/orders/open", new[] { new Placed(1, "tea") });
    }

    [Fact]
    public async Task A_stream_is_a_stream()
    {
        await using var ann = await _app.GetTestServer().ConnectStompAsync("/ws", user: "ann");

        await ann.SubscribeAsync("/app/orders/7/track");

        await ann.ExpectMessageAsync("/app/orders/7/track", "packed");
        await ann.ExpectMessageAsync("/app/orders/7/track", "sent (7)");
    }

    [Fact]
    public async Task Authorization_is_that_of_ASP_NET_Core()
    {
        await using var nobody = await _app.GetTestServer().ConnectStompAsync("/ws");

        await nobody.SendAsync("/app/orders/place", new { article = "tea" });

        await nobody.ExpectErrorAsync("Access denied");
    }

    private static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSignalR();
        builder.Services.AddStompBroker().AddHandler<OrderHandler>();
    }

    private static void Map(WebApplication app)
    {
        app.MapHub<OrderHub>("/orders");
        app.MapStomp("/ws");
    }
}
