using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Wava.Broker.Brokers;
using Wava.Broker.Channels;
using Wava.Broker.Diagnostics;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;
using Wava.Broker.Security;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Broker.Users;
using Wava.Testing;

namespace Wava.Broker.Tests.Handlers;

/// <summary>A broker with handlers that a test makes by hand, and with user destinations. Whoever gives a login is that user.</summary>
internal sealed class HandlerFixture(bool selectors = false) : IAsyncDisposable
{
    private ServiceProvider? _services;
    private StompMetrics? _metrics;

    public SessionFixture Broker { get; } = new() { Authenticator = new ByLogin(), Selectors = selectors };

    public HandlerOptions Options { get; } = new();

    public TestTable Table { get; } = new();

    public ServiceCollection Registrations { get; } = [];

    public List<IMessageFilterMetadata> Filters { get; } = [];

    public Func<HandlerDescriptor, HandlerCheck?> Authorize { get; set; } = _ => null;

    public char Separator { get; init; } = '/';

    public RecordingLogger<HandlerRoute> Log { get; } = new();

    /// <summary>What clients are told of streams that failed.</summary>
    public ConcurrentQueue<(Subscription Subscription, ErrorReport Report)> Reports { get; } = new();

    public int Encoded { get; private set; }

    public FakeTimeProvider Clock => Broker.Clock;

    public HandlerRoute Route => field ??= CreateRoute();

    public RunnerServices Services { get; private set; } = null!;

    /// <summary>How many messages are being handled.</summary>
    public int Active => Route.Runner.Active;

    public static ReplyPlan To(params string[] destinations) => new(false, [.. destinations.Select(each => new FixedDestination(each))], [], true);

    public static ReplyPlan ToUser(bool broadcast, params string[] destinations) => new(false, [], [.. destinations.Select(each => new FixedDestination(each))], broadcast);

    public static ReplyPlan ToSubscriber { get; } = new(true, [], [], false);

    public static Message Message(string destination, string body = "", params (string Name, string Value)[] headers) =>
        Wava.Broker.Messages.Message.Create(destination, Encoding.UTF8.GetBytes(body), headers: headers.Select(each => KeyValuePair.Create(each.Name, each.Value)));

    /// <summary>Sees to it that nothing has come that the test has not looked at, nor comes until the server has handled one more frame.</summary>
    public static async Task NothingElseAsync(StompTestClient client)
    {
        await client.SendFrameAsync("SEND", [("destination", "/topic/nobody"), ("receipt", "nothing else")]);
        Assert.Equal("nothing else", (await client.ExpectAsync("RECEIPT"))["receipt-id"]);
    }

    public static string Body(MessageContext context) => Encoding.UTF8.GetString(context.Message.Body.Span);

    /// <summary>Adds a handler of messages.</summary>
    public HandlerDescriptor On(string destination, Func<MessageContext, object?> handle, ReplyPlan? replies = null, AnswerKind answer = AnswerKind.Payload, params object[] metadata) =>
        OnAsync(destination, context => new ValueTask<object?>(handle(context)), replies, answer, metadata);

    public HandlerDescriptor OnAsync(string destination, Func<MessageContext, ValueTask<object?>> handle, ReplyPlan? replies = null, AnswerKind answer = AnswerKind.Payload, params object[] metadata) =>
        Add(destination, new HandlerDescriptor { Name = $"Test{destination}", Kind = HandlerKind.Message, Metadata = metadata, Invoke = handle, Answer = answer, Replies = replies ?? ReplyPlan.None });

    /// <summary>Adds a handler of subscriptions.</summary>
    public HandlerDescriptor OnSubscribe(string destination, Func<MessageContext, object?> handle, ReplyPlan? replies = null, AnswerKind answer = AnswerKind.Payload) =>
        Add(destination, new HandlerDescriptor
        {
            Name = $"Test{destination}",
            Kind = HandlerKind.Subscription,
            Metadata = [],
            Invoke = context => new ValueTask<object?>(handle(context)),
            Answer = answer,
            Replies = replies ?? ToSubscriber,
        });

    public HandlerDescriptor OnException<TException>(Func<MessageContext, ValueTask<object?>> handle, ReplyPlan? replies = null, TimeSpan? timeout = null)
        where TException : Exception
    {
        var handler = new HandlerDescriptor
        {
            Name = $"Test {typeof(TException).Name}",
            Kind = HandlerKind.Exception,
            Exceptions = [typeof(TException)],
            Metadata = [],
            Invoke = handle,
            Answer = AnswerKind.Payload,
            Replies = replies ?? To("/topic/failures"),
            Timeout = timeout,
        };
        Table.Add(handler);
        return handler;
    }

    public HandlerDescriptor Add(string destination, HandlerDescriptor handler)
    {
        Table.Add(destination, handler);
        return handler;
    }

    public async Task<StompTestClient> ConnectAsync(string? login = null, string? heartBeat = null)
    {
        _ = Route;
        StompTestClient client = Broker.Open();
        await client.ConnectAsync(login: login, heartBeat: heartBeat);
        return client;
    }

    /// <summary>A session to hand messages to the route with.</summary>
    public StompSession Session()
    {
        _ = Route;
        return new Conversation(Broker, connect: false).Session;
    }

    /// <summary>Hands the route a message and says how that failed.</summary>
    public async Task<TException> FailsAsync<TException>(string destination, string body = "")
        where TException : Exception
    {
        StompSession session = Session();
        return await Assert.ThrowsAsync<TException>(() => Route.SendAsync(session, Message(destination, body), CancellationToken.None).AsTask());
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        Route.Dispose();
        _metrics?.Dispose();
        if (_services is not null) await _services.DisposeAsync();
    }

    private HandlerRoute CreateRoute()
    {
        Registrations.AddScoped<MessageContextAccessor>();
        _services = Registrations.BuildServiceProvider();
        _metrics = new StompMetrics(Broker.Meter);
        var users = new UserRoute(
            new UserAddressing("/user", '/', destination => destination.StartsWith("/queue/"u8)),
            allowWildcards: false,
            new UserNames(new SignInNameProvider()),
            new MessageSequence(),
            Broker.Channel,
            _metrics,
            NullLogger<UserRoute>.Instance);
        Services = new RunnerServices(
            Options,
            Table,
            new Publisher([users, new BrokerRoute(Broker.Broker, Broker.Channel, ["/topic", "/queue"])]),
            users,
            Encode,
            new MessageSequence(),
            _services.GetRequiredService<IServiceScopeFactory>(),
            Clock,
            _metrics,
            new LogBudget(Clock, NullLogger<LogBudget>.Instance),
            Log)
        {
            Separator = Separator,
            Filters = Filters,
            Authorize = Authorize,
            Report = (subscription, report) =>
            {
                Reports.Enqueue((subscription, report));
                subscription.Session.Report(subscription, report);
            },
        };
        var route = new HandlerRoute(Services);
        Broker.Routes.AddRange([route, users]);
        return route;
    }

    private Message Encode(string destination, object payload, IEnumerable<KeyValuePair<string, string>>? headers)
    {
        Encoded++;
        return payload is Message message
            ? message.Readdress(Encoding.UTF8.GetBytes(destination), [])
            : Wava.Broker.Messages.Message.Create(destination, Encoding.UTF8.GetBytes(payload.ToString()!), "text/plain", headers);
    }

    private sealed class ByLogin : IConnectAuthenticator
    {
        public ValueTask<ConnectDecision> AuthenticateAsync(ConnectRequest request, CancellationToken cancellationToken) => new(ConnectDecision.Accept(
            request.Login is null ? null : new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, request.Login)], "test"))));
    }
}
