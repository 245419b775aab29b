using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Broker.Transports.SockJs;

internal sealed partial class SockJsEndpoint
{
    private readonly ConcurrentDictionary<SockJsConnection, bool> _sockets = new();

    /// <summary>All sessions of the endpoint, as they are while one looks.</summary>
    public IEnumerable<SockJsConnection> Connections => Table.All.Concat(_sockets.Select(each => each.Key));

    private static Task UpgradeAsync(HttpContext http, RequestDelegate serve) =>
        http.WebSockets.IsWebSocketRequest
            ? serve(http)
            : AnswerAsync(http, StatusCodes.Status400BadRequest, "Can \"Upgrade\" only to \"WebSocket\".\n");

    /// <summary>Serves a session that lives as long as its WebSocket. Its id plays no part: two sockets of one id are two sessions.</summary>
    private async Task RunSocketAsync(HttpContext http, TransportKind kind)
    {
        if (!_origins.Allows(http.Request))
        {
            CheckOrigin(http, SockJsResource.WebSocket);
            await AnswerAsync(http, StatusCodes.Status403Forbidden, "Web pages of this origin may not connect here (AllowedOrigins).\n");
            return;
        }

        if (!await TryEnterAsync(http, isCounted: false)) return;
        var connection = new SockJsConnection(_services, _options, kind, UserOf(http), http.Connection.RemoteIpAddress?.ToString());
        _sockets.TryAdd(connection, true);
        try
        {
            if (kind == TransportKind.WebSocket && await WebSocketEndpoint.TryUpgradeAsync(http, Subprotocols.Choose(http.WebSockets.WebSocketRequestedProtocols)) is { } pipe)
                await RunOnPipeAsync(http, connection, pipe);
            else if (!http.Response.HasStarted)
                await RunManagedAsync(http, connection);
        }
        finally
        {
            connection.End();
            _sockets.TryRemove(connection, out _);
        }
    }

    private async Task RunOnPipeAsync(HttpContext http, SockJsConnection connection, IDuplexPipe pipe)
    {
        ISockJsPayload payload = _open(connection);
        connection.Start(payload);
        var receiver = new PipeSocketReceiver(http, pipe.Output);
        await new PipeSocket(pipe.Input, receiver, connection, new SocketInput(connection, payload, isRaw: false, _options), _services).RunAsync();
        if (http.Features.Get<IConnectionLifetimeFeature>() is { } lifetime) Lingering.CutOff(lifetime, _services.Limits.CloseTimeout, _services.Time);
    }

    private async Task RunManagedAsync(HttpContext http, SockJsConnection connection)
    {
        bool isRaw = connection.Kind == TransportKind.RawWebSocket;
        using System.Net.WebSockets.WebSocket socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = Subprotocols.Choose(http.WebSockets.WebSocketRequestedProtocols),
            KeepAliveInterval = isRaw ? _options.HeartBeat : Timeout.InfiniteTimeSpan,
        });
        ISockJsPayload payload = _open(connection);
        connection.Start(payload);
        var receiver = new ManagedSocketReceiver(socket, isRaw);
        await new ManagedSocket(socket, receiver, connection, new SocketInput(connection, payload, isRaw, _options), _services).RunAsync();
    }
}
