using System.Reflection;
using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Frames;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;

namespace Wava.Broker.Tests.Handlers;

/// <summary>Compiles handlers and hands them messages, without a broker around them.</summary>
internal sealed class BindingFixture : IAsyncDisposable
{
    private readonly SessionFixture _sessions = new();
    private readonly StompSession _session;
    private readonly ServiceProvider _provider;

    public BindingFixture(Action<IServiceCollection>? services = null, ClaimsPrincipal? user = null)
    {
        var collection = new ServiceCollection();
        collection.AddOptions<StompBrokerOptions>();
        collection.AddScoped<MessageContextAccessor>();
        ConverterServices.Add(collection);
        services?.Invoke(collection);
        _provider = collection.BuildServiceProvider(validateScopes: true);
        _session = new StompSession(_sessions.Services, new FakeTransport(), user);
    }

    public StompSession Session => _session;

    /// <summary>What the compiler had to say about the last handler.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>The context of the last message.</summary>
    public MessageContext? Context { get; private set; }

    /// <summary>How many scopes of services messages have begun.</summary>
    public int Scopes { get; private set; }

    public HandlerKind Kind { get; set; } = HandlerKind.Message;

    /// <summary>The variables of all mappings, and their values in the next message.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Variables that some mappings have, but not that of the next message.</summary>
    public List<string> OtherVariables { get; } = [];

    public Exception? Failure { get; set; }

    public Subscription Subscription => new(_session, _session.Outbox, 1, "s1", "/app/x", AckMode.Auto, StompVersion.V12);

    public CompiledHandler? TryCompile(Delegate handler, string name = "Test") => TryCompile(handler.Method, handler.Target, null, name);

    public CompiledHandler? TryCompile(Type handlerType, string method) =>
        TryCompile(handlerType.GetMethod(method, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)!, null, handlerType, $"{handlerType.Name}.{method}");

    public CompiledHandler Compile(Delegate handler) => Succeeded(TryCompile(handler));

    public CompiledHandler Compile(Type handlerType, string method) => Succeeded(TryCompile(handlerType, method));

    /// <summary>Compiles the handler, hands it the message and gives its answer.</summary>
    public Task<object?> CallAsync(Delegate handler, Message? message = null) => InvokeAsync(Compile(handler), message);

    public Task<object?> CallAsync<THandler>(string method, Message? message = null) => InvokeAsync(Compile(typeof(THandler), method), message);

    public async Task<object?> InvokeAsync(CompiledHandler handler, Message? message = null)
    {
        MessageContext context = ContextFor(handler, message);
        try
        {
            return await handler.Invoke(context);
        }
        finally
        {
            await context.EndScopeAsync();
        }
    }

    public MessageContext ContextFor(CompiledHandler handler, Message? message = null)
    {
        var descriptor = new HandlerDescriptor { Name = "Test", Kind = Kind, Metadata = [], Invoke = handler.Invoke, Answer = handler.Answer };
        Subscription? subscription = Kind == HandlerKind.Subscription ? Subscription : null;
        return Context = new MessageContext(_session, message ?? Json("{}"), subscription, descriptor, new CountingScopes(this))
        {
            Match = new DestinationMatch(MappingOf(Variables.Keys), [.. Variables.Values]),
            Exception = Failure,
        };
    }

    private static Mapping MappingOf(IEnumerable<string> variables)
    {
        Assert.True(Mapping.TryParse($"/x{string.Concat(variables.Select(each => $"/{{{each}}}"))}", '/', out Mapping? mapping, out string? problem), problem);
        return mapping!;
    }

    public static Message Json(string body, string? contentType = "application/json") => Message.Create("/app/x", Encoding.UTF8.GetBytes(body), contentType);

    public static Message With(string header, string value) => Message.Create("/app/x", default, null, [KeyValuePair.Create(header, value)]);

    /// <summary>The sentences about what is wrong with a handler.</summary>
    public string ProblemOf(Delegate handler)
    {
        Assert.Null(TryCompile(handler));
        return Assert.Single(Problems);
    }

    public string ProblemOf<THandler>(string method)
    {
        Assert.Null(TryCompile(typeof(THandler), method));
        return Assert.Single(Problems);
    }

    public async ValueTask DisposeAsync()
    {
        _session.Leave();
        await _provider.DisposeAsync();
        await _sessions.DisposeAsync();
    }

    private CompiledHandler? TryCompile(MethodInfo method, object? target, Type? handlerType, string name)
    {
        Problems.Clear();
        return _provider.GetRequiredService<HandlerCompiler>().Compile(
            Kind, name, method, target, handlerType, Variables.Keys, [.. Variables.Keys, .. OtherVariables], Problems);
    }

    private CompiledHandler Succeeded(CompiledHandler? handler)
    {
        Assert.True(handler is not null, string.Join('\n', Problems));
        return handler;
    }

    private sealed class CountingScopes(BindingFixture fixture) : IServiceScopeFactory
    {
        public IServiceScope CreateScope()
        {
            fixture.Scopes++;
            return fixture._provider.CreateScope();
        }
    }
}
