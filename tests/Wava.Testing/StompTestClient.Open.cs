using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;

namespace Wava.Testing;

public sealed partial class StompTestClient
{
    /// <summary>Opens a TCP connection; nothing is sent yet.</summary>
    public static async Task<StompTestClient> ConnectTcpAsync(string host, int port, CancellationToken cancellationToken = default)
    {
        var socket = await OpenAsync(host, port, cancellationToken);
        return new StompTestClient(new StreamWire(new NetworkStream(socket), socket));
    }

    /// <summary>Opens a TLS connection; nothing but the handshake is sent yet. Any server certificate is good enough.</summary>
    /// <param name="host">The machine, and the name asked for in the handshake.</param>
    /// <param name="port">The port.</param>
    /// <param name="clientCertificate">What the client shows when the server asks for a certificate.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<StompTestClient> ConnectTlsAsync(
        string host, int port, X509Certificate2? clientCertificate = null, CancellationToken cancellationToken = default)
    {
        var socket = await OpenAsync(host, port, cancellationToken);
        var tls = new SslStream(new NetworkStream(socket));
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ClientCertificates = clientCertificate is null ? null : [clientCertificate],
#pragma warning disable CA5359 // The servers of tests sign their own.
                    RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
                },
                cancellationToken);
            return new StompTestClient(new StreamWire(tls, socket));
        }
        catch
        {
            await tls.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Opens a WebSocket and offers the sub-protocols; nothing is sent yet.</summary>
    public static Task<StompTestClient> ConnectWebSocketAsync(Uri uri, params string[] subProtocols) => ConnectWebSocketAsync(
        uri,
        options =>
        {
            foreach (var subProtocol in subProtocols) options.AddSubProtocol(subProtocol);
        });

    /// <summary>Opens a WebSocket with options of the caller's: headers, cookies, compression, HTTP version.</summary>
    /// <param name="uri">The address: ws or wss.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="invoker">Carries the request; needed for HTTP/2 and for servers that listen in memory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<StompTestClient> ConnectWebSocketAsync(
        Uri uri,
        Action<ClientWebSocketOptions> configure,
        HttpMessageInvoker? invoker = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.KeepAliveInterval = TimeSpan.Zero; // what is sent is the test's to decide
            configure(socket.Options);
            await socket.ConnectAsync(uri, invoker, cancellationToken);
            return new StompTestClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Socket> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
