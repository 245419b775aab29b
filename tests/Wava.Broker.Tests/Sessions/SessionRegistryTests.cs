using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Security;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class SessionRegistryTests : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddScoped<State>().BuildServiceProvider();
    private readonly SessionFixture _broker;

    public SessionRegistryTests() => _broker = new SessionFixture
    {
        Authenticator = new ByLogin(),
        Scopes = _services.GetRequiredService<IServiceScopeFactory>(),
    };

    private ISessionRegistry Registry => _broker.Registry;

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task It_knows_who_is_connected_and_what_they_listen_to()
    {
        StompTestClient client = _broker.Open();
        Assert.Equal(0, Registry.Count);
        string id = (await client.ConnectAsync(login: "joe", passcode: "p"))["session"]!;
        await client.SubscribeAsync("/topic/a", "s");

        StompSession session = Assert.Single(Registry.Sessions);
        Assert.Same(session, Registry.Find(id));
        Assert.Null(Registry.Find("another"));
        Assert.Equal("/topic/a", Assert.Single(session.Subscriptions).Destination);
    }

    [Fact]
    public async Task A_session_can_be_ended_with_a_reason()
    {
        StompTestClient client = _broker.Open();
        string id = (await client.ConnectAsync(login: "joe", passcode: "p"))["session"]!;

        Assert.True(await Registry.DisconnectAsync(id, "Banned", "You know why."));

        TestFrame error = await client.ExpectErrorAsync();
        Assert.Equal(("Banned", "You know why.\n"), (error["message"], error.Text));
        await _broker.ExpectEndAsync(client);
        Assert.False(await Registry.DisconnectAsync(id));
    }

    [Fact]
    public async Task All_sessions_of_a_user_can_be_ended_and_nobody_elses()
    {
        StompTestClient[] clients = [_broker.Open(), _broker.Open(), _broker.Open()];
        await clients[0].ConnectAsync(login: "joe", passcode: "p");
        await clients[1].ConnectAsync(login: "joe", passcode: "p");
        await clients[2].ConnectAsync(login: "ann", passcode: "p");

        Assert.Equal(2, await Registry.DisconnectUserAsync("joe"));

        await clients[0].ExpectErrorAsync();
        await clients[1].ExpectErrorAsync();
        await clients[2].CallAsync("SEND", [("destination", "/topic/a")]);
    }

    [Fact]
    public async Task A_session_has_services_of_its_own_until_it_ends()
    {
        StompTestClient client = await _broker.ConnectAsync();
        StompSession session = Assert.Single(Registry.Sessions);
        State state = session.Services.GetRequiredService<State>();
        Assert.Same(state, session.Services.GetRequiredService<State>());
        session.Items["seen"] = 1;
        Assert.Equal(1, session.Items["seen"]);
        Assert.False(state.IsDisposed);
        await client.DisconnectAsync();

        await Eventually.IsTrue(() => state.IsDisposed, "the session's state was disposed of");
        Assert.Throws<ObjectDisposedException>(() => session.Services);
    }

    private sealed class State : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class ByLogin : IConnectAuthenticator
    {
        public ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken) => new(ConnectDecision.Accept(
            request.Login is null ? null : new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, request.Login)], "test"))));
    }
}
