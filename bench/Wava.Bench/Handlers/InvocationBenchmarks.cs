using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Transports.Tcp;

namespace Wava.Bench.Handlers;

/// <summary>
/// A call that takes JSON and is answered in JSON, from the octets that come in to those that go out: a Wava handler (as a delegate, as a class made
/// for each message, and one with a scoped service) beside a SignalR hub method. Both have a connection in memory and are sent bursts of calls. The
/// last one leaves the connection out: from the message to the published answer, to which nobody listens.
/// </summary>
[MemoryDiagnoser]
public class InvocationBenchmarks
{
    private const int Burst = 100;

    private readonly List<IAsyncDisposable> _hosts = [];
    private Wire _delegate = null!;
    private Wire _class = null!;
    private Wire _scoped = null!;
    private Wire _hub = null!;
    private HandlerRoute _route = null!;
    private StompSession _session = null!;
    private Message _message = null!;

    [GlobalSetup]
    public async Task ConnectAsync()
    {
        WebApplication wava = NewWava();
        _delegate = await ConnectAsync(wava, "/app/delegate");
        _class = await ConnectAsync(wava, "/app/class");
        _scoped = await ConnectAsync(wava, "/app/scoped");
        _hub = await ConnectToHubAsync();
        _route = wava.Services.GetRequiredService<HandlerRoute>();
        _session = wava.Services.GetRequiredService<SessionRegistry>().All.First();
        _message = Message.Create("/app/alone", "{\"name\":\"Ann\"}"u8);
    }

    [GlobalCleanup]
    public async Task EndAsync()
    {
        foreach (IAsyncDisposable host in _hosts) await host.DisposeAsync();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Burst, Description = "SignalR hub method")]
    public Task Hub() => _hub.CallAsync();

    [Benchmark(OperationsPerInvoke = Burst, Description = "Wava delegate")]
    public Task Delegate() => _delegate.CallAsync();

    [Benchmark(OperationsPerInvoke = Burst, Description = "Wava class")]
    public Task Class() => _class.CallAsync();

    [Benchmark(OperationsPerInvoke = Burst, Description = "Wava class with a scoped service")]
    public Task Scoped() => _scoped.CallAsync();

    [Benchmark(Description = "Wava delegate, without the connection")]
    public ValueTask Dispatch() => _route.SendAsync(_session, _message, default);

    private WebApplication NewWava()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddScoped<Greeter>();
        builder.Services.AddStompBroker().AddHandler<ClassHandler>().AddHandler<ScopedHandler>();
        WebApplication app = builder.Build();
        app.MapMessage("/delegate", (Hello hello) => new Greeting($"Hello, {hello.Name}!")).SendToUser("/queue/answers");
        app.MapMessage("/alone", (Hello hello) => new Greeting($"Hello, {hello.Name}!")).SendTo("/topic/alone");
        _hosts.Add(app);
        return app;
    }

    private static async Task<Wire> ConnectAsync(WebApplication app, string destination)
    {
        var wire = new Wire(0);
        wire.Serve(ActivatorUtilities.CreateInstance<StompConnectionHandler>(app.Services));
        await wire.SayAsync("CONNECT\naccept-version:1.2\nhost:h\n\n\0");
        await wire.SayAsync("SUBSCRIBE\nid:a\ndestination:/user/queue/answers\nreceipt:r\n\n\0");
        wire.Calls = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"SEND\ndestination:{destination}\n\n{{\"name\":\"Ann\"}}\0", Burst)));
        return wire;
    }

    private async Task<Wire> ConnectToHubAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        WebApplication app = builder.Build();
        _hosts.Add(app);
        var wire = new Wire(0x1E);
        wire.Serve(ActivatorUtilities.CreateInstance<HubConnectionHandler<GreetingHub>>(app.Services));
        await wire.SayAsync("{\"protocol\":\"json\",\"version\":1}\u001e");
        wire.Calls = Encoding.UTF8.GetBytes(string.Concat(
            Enumerable.Repeat("{\"type\":1,\"invocationId\":\"1\",\"target\":\"Hello\",\"arguments\":[{\"name\":\"Ann\"}]}\u001e", Burst)));
        return wire;
    }

    public sealed record Hello(string Name);

    public sealed record Greeting(string Content);

    public sealed class Greeter
    {
        public Greeting Greet(Hello hello) => new($"Hello, {hello.Name}!");
    }

    public sealed class ClassHandler
    {
        [MessageMapping("/class"), SendToUser("/queue/answers")]
        public Greeting Hello(Hello hello) => new($"Hello, {hello.Name}!");
    }

    public sealed class ScopedHandler(Greeter greeter)
    {
        [MessageMapping("/scoped"), SendToUser("/queue/answers")]
        public Greeting Hello(Hello hello) => greeter.Greet(hello);
    }

    public sealed class GreetingHub : Hub
    {
        public Greeting Hello(Hello hello) => new($"Hello, {hello.Name}!");
    }
}
