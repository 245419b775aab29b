using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Wava.Broker.Brokers;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Messages;
using Wava.Broker.Security;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Broker.Users;
using Wava.Testing;

namespace Wava.Broker.Tests.Users;

/// <summary>A broker that serves user destinations and lets everybody in by the name that they give.</summary>
internal sealed class UserFixture : IConnectAuthenticator, IUserNameProvider, IAsyncDisposable
{
    private UserRoute? _route;
    private UserRegistry? _registry;
    private BrokerChannel? _channel;

    public UserFixture() => Broker = new SessionFixture { Authenticator = this, Selectors = true };

    public SessionFixture Broker { get; }

    public string Prefix { get; init; } = "/user";

    public List<IBrokerInterceptor> Interceptors { get; } = [];

    /// <summary>What a user is called who signed in by this name; nothing else unless told.</summary>
    public Func<string, string?> Naming { get; set; } = login => login;

    public BrokerChannel Channel => _channel ??= new BrokerChannel(Interceptors);

    public UserRoute Route => _route ??= new UserRoute(
        new UserAddressing(Prefix, Broker.Memory.DestinationSeparator, new BrokerRoute(Broker.Broker, Channel, [.. Broker.Memory.TopicPrefixes, .. Broker.Memory.QueuePrefixes], Broker.Memory.DestinationSeparator).Covers),
        Broker.Memory.AllowWildcards,
        new UserNames(this),
        new MessageSequence(),
        Channel,
        new StompMetrics(Broker.Meter),
        NullLogger<UserRoute>.Instance);

    public UserRegistry Registry => _registry ??= new UserRegistry(
        Broker.Registry, new UserNames(this), new LogBudget(Broker.Clock, NullLogger<LogBudget>.Instance), NullLogger<UserRegistry>.Instance);

    public long Unrouted => Broker.Meter["stomp.user.messages.unrouted"];

    /// <summary>Connects a client under a name; null: a client that nobody knows.</summary>
    public async Task<UserClient> ConnectAsync(string? login = null, string version = "1.2")
    {
        Serve();
        StompTestClient client = Broker.Open();
        TestFrame connected = await client.ConnectAsync(version, login);
        StompSession session = Broker.Registry.All.Single(each => each.Id == connected["session"]);
        return new UserClient(client, session);
    }

    /// <summary>Sees to it that the sessions' frames find the route.</summary>
    public void Serve()
    {
        if (!Broker.Routes.Contains(Route)) Broker.Routes.Add(Route);
    }

    public static Message NewMessage(string destination, string body, params (string Name, string Value)[] headers) =>
        Message.Create(destination, Encoding.UTF8.GetBytes(body), "text/plain", headers.Select(each => KeyValuePair.Create(each.Name, each.Value)));

    /// <summary>The application sends to a user.</summary>
    public Task<int> ToUserAsync(string user, string body, string destination = "/user/queue/a") =>
        Route.SendToUserAsync(user, NewMessage(destination, body), null, default).AsTask();

    /// <summary>The application sends to a session.</summary>
    public Task<int> ToSessionAsync(string id, string body, string destination = "/user/queue/a") =>
        Route.SendToSessionAsync(id, NewMessage(destination, body), null, default).AsTask();

    /// <summary>The application sends to a destination that names the user.</summary>
    public Task PublishAsync(string destination, string body, StompSession? sender = null) =>
        Route.PublishAsync(NewMessage(destination, body), sender, default).AsTask();

    public ValueTask DisposeAsync() => Broker.DisposeAsync();

    ValueTask<ConnectDecision> IConnectAuthenticator.AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken) =>
        new(ConnectDecision.Accept(request.Login is null ? null : new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, request.Login)], "test"))));

    string? IUserNameProvider.NameOf(StompSession session) => session.User?.Identity?.Name is { } login ? Naming(login) : null;
}
