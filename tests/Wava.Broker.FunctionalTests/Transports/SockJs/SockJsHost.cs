using System.Net;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Brokers;
using Wava.Broker.Hosting;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.FunctionalTests.Transports.SockJs;

/// <summary>A broker with SockJS at <c>/ws</c> and an echo at <c>/echo</c>, inside the test's own process.</summary>
/// <remarks>A request's header <c>X-User</c> signs it in, as a cookie would.</remarks>
internal sealed class SockJsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SockJsHost(WebApplication app, int port, List<string> log) => (_app, Port, Log) = (app, port, log);

    public int Port { get; }

    /// <summary>What the broker logged.</summary>
    public List<string> Log { get; }

    public Uri Base => new($"http://127.0.0.1:{Port}");

    public int Connections => _app.Services.GetRequiredService<Admission>().Count;

    public ISessionRegistry Sessions => _app.Services.GetRequiredService<ISessionRegistry>();

    public static async Task<SockJsHost> StartAsync(
        Action<StompBrokerOptions>? broker = null, Action<SockJsOptions>? sockJs = null, HttpProtocols protocols = HttpProtocols.Http1, Action<WebApplication>? configure = null,
        Func<SockJsSession, Task>? handler = null, Action<IServiceCollection>? services = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var log = new List<string>();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(new ListLogger(log));
        builder.Services.AddStompBroker(broker);
        services?.Invoke(builder.Services);
        ListenOptions? listening = null;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listening = listen;
        }));
        WebApplication app = builder.Build();
        app.Use((http, next) =>
        {
            if (http.Request.Headers["X-User"].ToString() is { Length: > 0 } name)
                http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test"));
            return next(http);
        });
        configure?.Invoke(app);
        app.MapStomp("/ws").WithSockJs(sockJs);
        app.MapSockJs("/echo", handler ?? EchoAsync, sockJs);
        await app.StartAsync();
        return new SockJsHost(app, listening!.IPEndPoint!.Port, log);
    }

    public Task PublishAsync(string destination, string body) =>
        _app.Services.GetRequiredService<IMessageBroker>().PublishAsync(Message.Create(destination, Encoding.UTF8.GetBytes(body), "text/plain"), default).AsTask();

    public HttpClient Client(Version? version = null, string? user = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, UseProxy = false })
        {
            BaseAddress = Base,
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(60),
        };
        if (user is not null) client.DefaultRequestHeaders.Add("X-User", user);
        return client;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task EchoAsync(SockJsSession session)
    {
        await foreach (string message in session.ReadAllAsync()) await session.SendAsync(message);
    }

    /// <summary>Keeps what Wava logs; what ASP.NET Core logs is its own affair.</summary>
    private sealed class ListLogger(List<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("Wava.", StringComparison.Ordinal) || categoryName.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal)
                ? this
                : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (log) log.Add($"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
