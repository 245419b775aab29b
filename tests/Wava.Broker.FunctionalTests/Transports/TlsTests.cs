using System.Net.Security;
using System.Security.Authentication;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.FunctionalTests.Wires;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Transports;

/// <summary>STOMP over TLS, with the certificate files that the sample is given.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly Certificate _certificate = new();
    private SampleBroker _sample = null!;

    public async Task InitializeAsync() => _sample = await SampleBroker.StartWithAsync(
        "https", [], "--certificate", _certificate.PemFile, "--certificate-key", _certificate.KeyFile);

    public async Task DisposeAsync()
    {
        await _sample.DisposeAsync();
        _certificate.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task TCP_speaks_TLS(SslProtocols version)
    {
        await using var connection = await RawConnection.OpenAsync(_sample.TcpPort);
        await using var tls = new SslStream(connection.Stream);
        await tls.AuthenticateAsClientAsync(Trusting(version));
        await using var client = new StompTestClient(tls);

        await client.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        var body = new byte[1024 * 1024];
        new Random(2).NextBytes(body);
        await client.SendAsync("/topic/a", body);

        var message = await client.ExpectAsync("MESSAGE");
        Assert.Equal(version, tls.SslProtocol);
        Assert.True(body.AsSpan().SequenceEqual(message.Body), "the body is the same");
        await client.CallAsync("DISCONNECT", []);
        Assert.Null(await client.ExpectClosedAsync());
    }

    [Fact]
    public async Task WebSockets_speak_TLS()
    {
        await using var client = await StompTestClient.ConnectWebSocketAsync(
            new Uri($"wss://127.0.0.1:{_sample.HttpPort}/ws"),
            options =>
            {
                options.AddSubProtocol("v12.stomp");
                options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == _certificate.Value.GetCertHashString();
            });

        await client.ConnectAsync();
        await client.SubscribeAsync("/topic/b");
        await client.SendAsync("/topic/b", "hello");

        Assert.Equal("hello", (await client.ExpectAsync("MESSAGE")).Text);
        await client.DisconnectAsync();
        Assert.Equal(1000, client.CloseCode);
    }

    [Fact]
    public async Task A_client_that_does_not_speak_TLS_gets_no_session()
    {
        await using var connection = await RawConnection.OpenAsync(_sample.TcpPort);

        await connection.SendAsync("CONNECT\naccept-version:1.2\nhost:a\n\n\0");

        Assert.DoesNotContain("CONNECTED", await connection.ReadTextToEndAsync(), StringComparison.Ordinal);
    }

    private SslClientAuthenticationOptions Trusting(SslProtocols version) => new()
    {
        TargetHost = "127.0.0.1",
        EnabledSslProtocols = version,
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == _certificate.Value.GetCertHashString(),
    };
}
