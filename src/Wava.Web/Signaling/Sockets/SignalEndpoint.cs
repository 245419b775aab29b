using System.Collections.Concurrent;
using System.Security.Claims;
using Wava.Web.Accounts;
using Wava.Web.Hosting;
using Wava.Web.Problems;

namespace Wava.Web.Signaling.Sockets;

/// <summary>Opens bare WebSockets (<c>/signal/{room}</c>), and ends them when the server stops or their sign-in ends.</summary>
internal sealed partial class SignalEndpoint : ISignInObserver, IDisposable
{
    private readonly SocketServices _services;
    private readonly Tickets _tickets;
    private readonly PageOrigins _origins;
    private readonly ConcurrentDictionary<SignalSocket, byte> _open = new();
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _onStopping;

    public SignalEndpoint(SocketServices services, Tickets tickets, PageOrigins origins, IHostApplicationLifetime application)
    {
        (_services, _tickets, _origins, _stopping) = (services, tickets, origins, application.ApplicationStopping);
        _onStopping = _stopping.Register(() => CloseAll(SocketClose.Restart, _ => true));
    }

    /// <summary>How many sockets are open.</summary>
    public int Count => _open.Count;

    /// <summary>Handles one request from handshake to the last octet.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
            throw new ProblemException(ProblemCode.Invalid, StatusCodes.Status400BadRequest, "This is an endpoint for WebSockets.", "Open a WebSocket here.");
        if (!_origins.Allow(http.Request))
        {
            LogOrigin(_services.Logger, http.Request.Headers.Origin.ToString());
            throw new ProblemException(ProblemCode.NotAllowed, StatusCodes.Status403Forbidden, "Web pages of this origin may not connect here.", "Who runs the server can allow it (Stomp:AllowedOrigins).");
        }

        if (_stopping.IsCancellationRequested || Count >= _services.Options.MaxSockets)
            throw new ProblemException(ProblemCode.Busy, StatusCodes.Status503ServiceUnavailable, "The server takes no more connections.", "Try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(5) };
        await RunAsync(http);
    }

    public ValueTask SignInsEndedAsync(Predicate<ClaimsPrincipal> isMeant)
    {
        _tickets.Revoke(isMeant);
        CloseAll(SocketClose.NotSignedIn with { Words = "Signed out" }, each => each.SignIn is { } signIn && isMeant(signIn.User));
        return default;
    }

    public void Dispose() => _onStopping.Dispose();

    private async Task RunAsync(HttpContext http)
    {
        var accept = new WebSocketAcceptContext { KeepAliveInterval = _services.Options.PingInterval, KeepAliveTimeout = _services.Options.PingInterval };
        await using var socket = new SignalSocket(await http.WebSockets.AcceptWebSocketAsync(accept), (string)http.Request.RouteValues["room"]!, _services);
        _services.Metrics.SocketOpened();
        _open[socket] = 0;
        try
        {
            if (_stopping.IsCancellationRequested) socket.Close(SocketClose.Restart);
            string? ticket = http.Request.Query["ticket"];
            SignIn? signIn = string.IsNullOrEmpty(ticket) ? null : _tickets.Use(ticket);
            // A browser does not tell its page why a handshake failed: the page reads it in the close code.
            if (!string.IsNullOrEmpty(ticket) && signIn is null) socket.Close(SocketClose.NotSignedIn with { Words = "The ticket is not good" });
            await socket.RunAsync(signIn, http.RequestAborted);
        }
        finally
        {
            _open.TryRemove(socket, out _);
            _services.Metrics.SocketClosed();
        }
    }

    private void CloseAll(SocketClose why, Predicate<SignalSocket> isMeant)
    {
        foreach (SignalSocket each in _open.Keys.Where(each => isMeant(each))) each.Close(why);
    }

    [LoggerMessage(EventIds.SocketOriginRefused, LogLevel.Information, "A page of {Origin} tried to open a bare WebSocket and was refused: its origin is not among Stomp:AllowedOrigins.")]
    private static partial void LogOrigin(ILogger logger, string origin);
}
