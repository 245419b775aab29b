using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Testing;

/// <summary>The test client over real sockets; what it does with frames is tested without them.</summary>
public sealed class StompTestClientTests : IDisposable
{
    private const string Connected = "CONNECTED\nversion:1.2\n\n\0";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public StompTestClientTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task It_connects_over_TCP_and_disconnects_in_order()
    {
        var accepting = _listener.AcceptTcpClientAsync();
        await using var client = await StompTestClient.ConnectTcpAsync("127.0.0.1", Port);
        using var server = await accepting;
        await server.GetStream().WriteAsync(Encoding.UTF8.GetBytes(Connected + "RECEIPT\nreceipt-id:receipt-1\n\n\0"));

        await client.ConnectAsync();
        await client.DisconnectAsync();

        using var reader = new StreamReader(server.GetStream());
        Assert.EndsWith("DISCONNECT\nreceipt:receipt-1\n\n\0", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_it_resets_the_connection()
    {
        var accepting = _listener.AcceptTcpClientAsync();
        var client = await StompTestClient.ConnectTcpAsync("127.0.0.1", Port);
        using var server = await accepting;

        await client.DisposeAsync();

        await Assert.ThrowsAsync<IOException>(() => server.GetStream().ReadAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task It_connects_over_TLS_to_a_server_that_signs_its_own()
    {
        using var certificate = SelfSigned();
        var serving = ServeTlsAsync(certificate);
        await using var client = await StompTestClient.ConnectTlsAsync("127.0.0.1", Port);

        await client.ConnectAsync();

        Assert.Null(await client.ExpectClosedAsync());
        await serving;
    }

    [Fact]
    public async Task It_connects_over_a_WebSocket_with_the_sub_protocols_on_offer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseWebSockets();
        app.Run(AnswerAsync);
        await app.StartAsync();
        var address = new UriBuilder(app.Urls.Single()) { Scheme = "ws" }.Uri;

        await using var client = await StompTestClient.ConnectWebSocketAsync(address, "v10.stomp", "v12.stomp");
        await client.ConnectAsync();

        Assert.Equal("v12.stomp", client.SubProtocol);
        Assert.Equal(4500, await client.ExpectClosedAsync());
        Assert.Equal("slow", client.CloseReason);

        static async Task AnswerAsync(HttpContext context)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols[1]);
            await socket.SendAsync(Encoding.UTF8.GetBytes(Connected), WebSocketMessageType.Text, true, context.RequestAborted);
            await socket.CloseAsync((WebSocketCloseStatus)4500, "slow", context.RequestAborted);
        }
    }

    private async Task ServeTlsAsync(X509Certificate2 certificate)
    {
        using var server = await _listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(server.GetStream());
        await tls.AuthenticateAsServerAsync(certificate);
        await tls.WriteAsync(Encoding.UTF8.GetBytes(Connected));
        await tls.ReadExactlyAsync(new byte[8]);
        await tls.ShutdownAsync();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
