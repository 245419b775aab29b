using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Hosting;
using Wava.Broker.Sessions;
using Wava.Broker.Transports.WebSockets;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Hosts;

/// <summary>A broker on real sockets inside the test's own process, for options that the sample does not set and for looking behind the scenes.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BrokerHost(WebApplication app, int httpPort, int tcpPort) => (_app, HttpPort, TcpPort) = (app, httpPort, tcpPort);

    public int HttpPort { get; }

    public int TcpPort { get; }

    public Uri WebSocket => new($"ws://127.0.0.1:{HttpPort}/ws");

    /// <summary>How many connections the broker holds a place for.</summary>
    public int Connections => _app.Services.GetRequiredService<Admission>().Count;

    /// <summary>Starts a broker with a WebSocket endpoint and a TCP port.</summary>
    /// <param name="options">Changes the broker's options.</param>
    /// <param name="endpoint">Changes the WebSocket endpoint's options.</param>
    /// <param name="protocols">What the HTTP port speaks.</param>
    public static async Task<BrokerHost> StartAsync(
        Action<StompBrokerOptions>? options = null,
        Action<WebSocketEndpointOptions>? endpoint = null,
        HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddStompBroker(options);
        List<ListenOptions> listening = [];
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                listening.Add(listen);
            });
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.UseStomp();
                listening.Add(listen);
            });
        });
        var app = builder.Build();
        app.MapStomp("/ws", endpoint);
        await app.StartAsync();
        return new BrokerHost(app, listening[0].IPEndPoint!.Port, listening[1].IPEndPoint!.Port);
    }

    public Task<StompTestClient> TcpAsync() => StompTestClient.ConnectTcpAsync("127.0.0.1", TcpPort);

    public Task<StompTestClient> WebSocketAsync(params string[] subProtocols) => StompTestClient.ConnectWebSocketAsync(WebSocket, subProtocols);

    /// <summary>Stops the host as the end of its process would.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
