using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.FunctionalTests.Wires;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Sessions;

/// <summary>A server that is full says so, costs little doing it, and takes clients again when others leave.</summary>
public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task A_full_server_turns_WebSockets_away_with_503_and_TCP_without_a_word()
    {
        await using var broker = await BrokerHost.StartAsync(options => options.Limits.MaxConnections = 2);
        await using var one = await broker.TcpAsync();
        var two = await broker.WebSocketAsync();
        await one.ConnectAsync();
        await two.ConnectAsync();

        await using (var third = await RawConnection.OpenAsync(broker.HttpPort))
        {
            await third.SendAsync(RawWebSocket.Handshake(broker.HttpPort));
            var answer = await third.ReadResponseAsync();
            Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nRetry-After: 5\r\n", answer, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("Limits.MaxConnections", answer, StringComparison.Ordinal);
        }

        await using (var fourth = await RawConnection.OpenAsync(broker.TcpPort))
        {
            await fourth.SendAsync("CONNECT\naccept-version:1.2\nhost:a\n\n\0");
            Assert.Empty(await fourth.ReadToEndAsync());
        }

        await two.DisposeAsync();
        await Eventually.IsTrue(() => broker.Connections == 1, "a place is free");
        await using var fifth = await broker.WebSocketAsync();
        await fifth.ConnectAsync();
    }

    [Fact]
    public async Task One_address_may_have_only_so_many_connections()
    {
        await using var broker = await BrokerHost.StartAsync(options => options.Limits.MaxConnectionsPerAddress = 1);
        await using var one = await broker.TcpAsync();
        await one.ConnectAsync();
        await using var another = await RawConnection.OpenAsync(broker.HttpPort);

        await another.SendAsync(RawWebSocket.Handshake(broker.HttpPort));

        var answer = await another.ReadResponseAsync();
        Assert.StartsWith("HTTP/1.1 429 ", answer, StringComparison.Ordinal);
        Assert.Contains("Limits.MaxConnectionsPerAddress", answer, StringComparison.Ordinal);
    }
}
