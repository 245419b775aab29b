using System.Text;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.FunctionalTests.Wires;

namespace Wava.Broker.FunctionalTests.Transports.WebSockets;

/// <summary>The HTTP request that becomes a WebSocket, and those that do not.</summary>
public sealed class HandshakeTests(SharedSample sample) : IClassFixture<SharedSample>
{
    [Fact]
    public async Task A_handshake_is_answered_with_the_proof_that_it_was_understood()
    {
        await using var socket = await RawWebSocket.OpenAsync(sample.Broker.HttpPort);

        // The key and its answer are the example of RFC 6455.
        Assert.Contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", socket.Response, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Sec-WebSocket-Protocol", socket.Response, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", socket.Response, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_client_may_talk_before_it_has_read_the_answer()
    {
        await using var connection = await RawConnection.OpenAsync(sample.Broker.HttpPort);
        var hello = RawWebSocket.Frame(RawWebSocket.Final | RawWebSocket.Text, "CONNECT\naccept-version:1.2\nhost:a\n\n\0"u8);

        await connection.SendAsync([.. Encoding.ASCII.GetBytes(RawWebSocket.Handshake(sample.Broker.HttpPort)), .. hello]);

        await connection.ReadUntilAsync("\r\n\r\n");
        Assert.Contains("CONNECTED\nversion:1.2\n", await connection.ReadUntilAsync("\0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v10.stomp", "v10.stomp")]
    [InlineData("v10.stomp, v11.stomp, v12.stomp", "v12.stomp")]
    [InlineData("v12.stomp, v11.stomp", "v12.stomp")]
    [InlineData("chat, v11.stomp", "v11.stomp")]
    [InlineData("chat", null)]
    public async Task The_best_sub_protocol_on_offer_is_chosen(string offered, string? chosen)
    {
        await using var socket = await RawWebSocket.OpenAsync(sample.Broker.HttpPort, $"Sec-WebSocket-Protocol: {offered}");

        var line = socket.Response.Split("\r\n").SingleOrDefault(each => each.StartsWith("Sec-WebSocket-Protocol:", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(chosen, line?.Split(": ")[1]);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Key: ")]
    [InlineData("Sec-WebSocket-Key: c2hvcnQ=")]
    [InlineData("Upgrade: ")]
    [InlineData("Upgrade: h2c")]
    [InlineData("Connection: keep-alive")]
    public async Task A_request_that_is_no_handshake_is_refused_in_words(string header)
    {
        var answer = await AskAsync(RawWebSocket.Handshake(sample.Broker.HttpPort, header));

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("open a WebSocket here", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8")]
    [InlineData("0")]
    [InlineData("")]
    public async Task Another_version_of_WebSocket_is_refused_with_the_one_that_is_spoken(string version)
    {
        var answer = await AskAsync(RawWebSocket.Handshake(sample.Broker.HttpPort, $"Sec-WebSocket-Version: {version}"));

        Assert.StartsWith("HTTP/1.1 426 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Version: 13\r\n", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Another_method_opens_nothing(string method)
    {
        var request = RawWebSocket.Handshake(sample.Broker.HttpPort, "Content-Length: 0");

        var answer = await AskAsync(method + request["GET".Length..]);

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{port}", "101")]
    [InlineData("HTTP://127.0.0.1:{port}", "101")]
    [InlineData("https://127.0.0.1:{port}", "403")]
    [InlineData("http://127.0.0.1", "403")]
    [InlineData("http://127.0.0.1:{port}.evil.example", "403")]
    [InlineData("http://evil.example", "403")]
    [InlineData("null", "403")]
    [InlineData("https://app.example.com", "101", "https://app.example.com")]
    [InlineData("https://app.example.com", "101", "https://app.example.com/")]
    [InlineData("https://app.example.com", "101", "*")]
    [InlineData("https://a.b.example.com", "101", "https://*.example.com")]
    [InlineData("https://example.com", "403", "https://*.example.com")]
    [InlineData("https://evil.example/.example.com", "403", "https://*.example.com")]
    [InlineData("http://localhost:4200", "101", "http://localhost:*")]
    [InlineData("http://localhost.evil.example", "403", "http://localhost:*")]
    [InlineData("http://app.example.com", "403", "https://app.example.com")]
    public async Task A_web_page_may_connect_from_its_own_server_and_from_where_it_is_allowed(string origin, string status, params string[] allowed)
    {
        await using var broker = await BrokerHost.StartAsync(options => Array.ForEach(allowed, options.AllowedOrigins.Add));
        await using var connection = await RawConnection.OpenAsync(broker.HttpPort);
        var named = origin.Replace("{port}", $"{broker.HttpPort}", StringComparison.Ordinal);

        await connection.SendAsync(RawWebSocket.Handshake(broker.HttpPort, $"Origin: {named}"));

        var answer = await connection.ReadUntilAsync("\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_endpoint_may_allow_other_origins_than_the_rest()
    {
        await using var broker = await BrokerHost.StartAsync(
            options => options.AllowedOrigins.Add("https://a.example"), endpoint => endpoint.AllowedOrigins = ["https://b.example"]);
        await using var connection = await RawConnection.OpenAsync(broker.HttpPort);
        await using var allowed = await RawWebSocket.OpenAsync(broker.HttpPort, "Origin: https://b.example");

        await connection.SendAsync(RawWebSocket.Handshake(broker.HttpPort, "Origin: https://a.example"));

        Assert.StartsWith("HTTP/1.1 403 ", await connection.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string request)
    {
        await using var connection = await RawConnection.OpenAsync(sample.Broker.HttpPort);
        await connection.SendAsync(request);
        return await connection.ReadResponseAsync();
    }
}
