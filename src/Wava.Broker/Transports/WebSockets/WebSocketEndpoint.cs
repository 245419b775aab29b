using System.IO.Pipelines;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>Turns an HTTP request into a STOMP session over WebSocket, or says why not.</summary>
internal sealed partial class WebSocketEndpoint(
    SessionServices services, Admission admission, WebSocketEndpointOptions options, IEnumerable<string> allowedOrigins, ILogger<WebSocketEndpoint> logger)
{
    private const string Version = "13";

    private readonly OriginPolicy _origins = new(options.AllowedOrigins ?? allowedOrigins);

    /// <summary>Handles one request from handshake to the last octet.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            if (IsOtherVersion(http.Request))
            {
                http.Response.Headers.SecWebSocketVersion = Version;
                await RefuseAsync(http, StatusCodes.Status426UpgradeRequired, "The server speaks version 13 of the WebSocket protocol.");
                return;
            }

            await RefuseAsync(http, StatusCodes.Status400BadRequest, "This is a STOMP endpoint: open a WebSocket here.");
            return;
        }

        if (!_origins.Allows(http.Request))
        {
            if (services.LogBudget.Allows()) LogOrigin(logger, http.Request.Headers.Origin.ToString(), http.Connection.RemoteIpAddress?.ToString());
            services.Metrics.ConnectionRefused("origin");
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "Web pages of this origin may not connect here (AllowedOrigins).");
            return;
        }

        string? address = http.Connection.RemoteIpAddress?.ToString();
        AdmissionResult admitted = admission.TryEnter(address);
        if (admitted != AdmissionResult.Admitted)
        {
            services.Metrics.ConnectionRefused(Admission.Reason(admitted));
            http.Response.Headers.RetryAfter = "5";
            await RefuseAsync(http, admitted == AdmissionResult.AddressFull ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable, Words(admitted));
            return;
        }

        try
        {
            string? subprotocol = Subprotocols.Choose(http.WebSockets.WebSocketRequestedProtocols);
            if (!options.Compression && await TryUpgradeAsync(http, subprotocol) is { } pipe) await RunOnPipeAsync(http, address, pipe);
            else if (!http.Response.HasStarted) await RunManagedAsync(http, address, subprotocol);
        }
        finally
        {
            admission.Leave(address);
        }

        // An HTTP/2 connection carries others as well.
        if (http.Request.Protocol == HttpProtocol.Http11 && http.Features.Get<IConnectionLifetimeFeature>() is { } connection)
            Lingering.CutOff(connection, services.Options.Limits.CloseTimeout, services.Time);
    }

    private Task RunOnPipeAsync(HttpContext http, string? address, IDuplexPipe pipe)
    {
        var transport = new PipeWebSocketTransport(http, address, pipe);
        var session = new StompSession(services, transport, UserOf(http), HttpSignIn.ExpiryOf(http));
        return new PipeWebSocketConnection(transport, session, services.Time).RunAsync();
    }

    private async Task RunManagedAsync(HttpContext http, string? address, string? subprotocol)
    {
        using System.Net.WebSockets.WebSocket socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = subprotocol,
            // STOMP has heart-beats of its own, which the session sends.
            KeepAliveInterval = Timeout.InfiniteTimeSpan,
            DangerousEnableCompression = options.Compression,
            DisableServerContextTakeover = true,
            ServerMaxWindowBits = 9,
        });
        var transport = new ManagedWebSocketTransport(socket, address, services.Time);
        var session = new StompSession(services, transport, UserOf(http), HttpSignIn.ExpiryOf(http));
        await new ManagedWebSocketConnection(socket, transport, session).RunAsync();
    }

    /// <summary>Who the request says the client is. Nobody, where no authentication ran: asking HttpContext.User would make up an empty principal for each.</summary>
    private static ClaimsPrincipal? UserOf(HttpContext http) => http.Features.Get<IHttpAuthenticationFeature>()?.User;

    /// <summary>Whether the request asks for a WebSocket of a version other than that of RFC 6455, which then says what is spoken here (section 4.4).</summary>
    private static bool IsOtherVersion(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && string.Equals(request.Headers.Upgrade.ToString(), "websocket", StringComparison.OrdinalIgnoreCase)
        && request.Headers.SecWebSocketVersion.ToString() != Version;

    /// <summary>Switches an HTTP/1.1 connection over and takes its pipe, where the host lends it; null where it does not.</summary>
    internal static async Task<IDuplexPipe?> TryUpgradeAsync(HttpContext http, string? subprotocol)
    {
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade) return null;
        if (http.Features.Get<IConnectionTransportFeature>() is not { } connection) return null;
        string key = http.Request.Headers.SecWebSocketKey.ToString();
        http.Response.Headers.SecWebSocketAccept = AcceptKey(key);
        http.Response.Headers.Upgrade = "websocket";
        if (subprotocol is not null) http.Response.Headers.SecWebSocketProtocol = subprotocol;
        await upgrade.UpgradeAsync();
        return connection.Transport;
    }

    /// <summary>The proof that the server understood: RFC 6455, section 4.2.2.</summary>
    private static string AcceptKey(string key)
    {
#pragma warning disable CA5350 // The RFC says SHA-1; nothing secret hangs on it.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    private static string Words(AdmissionResult refusal) => refusal switch
    {
        AdmissionResult.AddressFull => "Too many connections from this address (Limits.MaxConnectionsPerAddress).",
        AdmissionResult.ServerFull => "The server has as many connections as it takes (Limits.MaxConnections).",
        _ => "The server is shutting down.",
    };

    private static Task RefuseAsync(HttpContext http, int status, string words)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain;charset=utf-8";
        return http.Response.WriteAsync(words + "\n");
    }

    [LoggerMessage(EventIds.OriginRefused, LogLevel.Information, "A page of {Origin} (from {Address}) tried to connect and was refused: its origin is not among AllowedOrigins.")]
    private static partial void LogOrigin(ILogger logger, string origin, string? address);
}
