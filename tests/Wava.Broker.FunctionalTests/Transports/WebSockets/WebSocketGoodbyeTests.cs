using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Wava.Broker.FunctionalTests.Transports.WebSockets;

public class WebSocketGoodbyeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_client_that_closes_gets_a_goodbye_back(int httpVersion, bool compression)
    {
        await using WebApplication app = await StartAsync(httpVersion, compression);
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        using ClientWebSocket socket = await ConnectAsync(app, httpVersion, compression, http);

        await SendAsync(socket, "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
        Assert.StartsWith("CONNECTED\n", await ReceiveAsync(socket), StringComparison.Ordinal);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None).WaitAsync(Patience);

        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task DISCONNECT_is_receipted_before_the_server_says_goodbye(int httpVersion, bool compression)
    {
        await using WebApplication app = await StartAsync(httpVersion, compression);
        using HttpMessageInvoker http = new(new SocketsHttpHandler());
        using ClientWebSocket socket = await ConnectAsync(app, httpVersion, compression, http);

        await SendAsync(socket, "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0DISCONNECT\nreceipt:bye\n\n\0");
        Assert.StartsWith("CONNECTED\n", await ReceiveAsync(socket), StringComparison.Ordinal);
        Assert.Equal("RECEIPT\nreceipt-id:bye\n\n\0", await ReceiveAsync(socket));
        Assert.Equal("", await ReceiveAsync(socket));

        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    private static async Task<WebApplication> StartAsync(int httpVersion, bool compression)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = httpVersion == 2 ? HttpProtocols.Http2 : HttpProtocols.Http1));
        builder.Services.AddStompBroker();
        WebApplication app = builder.Build();
        app.MapStomp("/ws", endpoint => endpoint.Compression = compression);
        await app.StartAsync();
        return app;
    }

    private static async Task<ClientWebSocket> ConnectAsync(WebApplication app, int httpVersion, bool compression, HttpMessageInvoker http)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = httpVersion == 2 ? HttpVersion.Version20 : HttpVersion.Version11;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        if (compression) socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await socket.ConnectAsync(new Uri(app.Urls.Single().Replace("http:", "ws:", StringComparison.Ordinal) + "/ws"), http, CancellationToken.None)
            .WaitAsync(Patience);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string frames) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(frames), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var octets = new byte[4096];
        WebSocketReceiveResult read = await socket.ReceiveAsync(octets, CancellationToken.None).WaitAsync(Patience);
        return Encoding.UTF8.GetString(octets, 0, read.Count);
    }
}
