using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.Hosting;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs.HandlersPage;

/// <summary>docs/handlers.md: the classes of "When something fails", "Filters", "Interceptors" and "Events".</summary>
public sealed class AroundHandlersTests
{
    [Fact]
    public async Task An_advice_answers_for_all_handlers()
    {
        await using var app = await StartAsync(broker => broker.AddHandler<Failures>());
        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws", user: "ann");
        await ann.SubscribeAsync("/user/queue/problems");

        await ann.SendAsync("/app/order", "");

        await ann.ExpectMessageAsync("/user/queue/problems", new { reason = "Please order less at a time." });
    }

    [Fact]
    public async Task A_filter_sees_how_long_the_handler_took()
    {
        var log = new ListLogger();
        await using var app = await StartAsync(broker => broker.AddFilter<Stopwatching>(), log);
        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws");

        await ann.SendConfirmedAsync("/app/echo", "hey");

        Assert.Contains(log.Lines, line => line.StartsWith("MapMessage(\"/echo\") took 00:00:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interceptor_refuses_a_frame_in_words()
    {
        await using var app = await StartAsync(broker => broker.AddInterceptor<NoShouting>());
        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws");
        await ann.SendConfirmedAsync("/app/echo", "hey");

        await ann.SendAsync("/app/echo", "HEY", ("shout", "yes"));

        Assert.Contains("Leave the header", (await ann.ExpectErrorAsync("No shouting")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_and_goes_is_told_and_the_newcomer_hears_it_too()
    {
        await using var app = await StartAsync(broker => broker.AddEventHandler<Presence>());
        await using var ann = await app.GetTestServer().ConnectStompAsync("/ws", user: "ann");
        var bob = await app.GetTestServer().ConnectStompAsync("/ws", user: "bob");

        await ann.SubscribeAsync("/topic/lobby");
        await ann.ExpectMessageAsync("/topic/lobby", "ann is here.");
        await bob.SubscribeAsync("/topic/lobby");
        await ann.ExpectMessageAsync("/topic/lobby", "bob is here.");
        await bob.ExpectMessageAsync("/topic/lobby", "bob is here.");
        await bob.DisconnectAsync();

        await ann.ExpectMessageAsync("/topic/lobby", "bob has left (normal).");
    }

    private static Task<WebApplication> StartAsync(Action<StompBrokerBuilder> add, ILoggerProvider? log = null) => InMemoryApp.StartAsync(
        builder =>
        {
            if (log is not null) builder.Logging.AddProvider(log);
            add(builder.Services.AddStompBroker());
        },
        app =>
        {
            app.MapStomp("/ws");
            app.MapMessage("/order", string () => throw new TooManyOrdersException());
            app.MapMessage("/echo", (string text) => text);
        });

    private sealed class ListLogger : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines) return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines) _lines.Add(formatter(state, exception));
        }
    }
}
