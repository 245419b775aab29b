using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Wava.Broker.FunctionalTests.Hosts;

/// <summary>Ports for processes that must be told theirs.</summary>
internal static class FreePort
{
    private static readonly ConcurrentDictionary<int, bool> Taken = new();

    /// <summary>A port that nobody listens on and that no other test of this run has been given.</summary>
    /// <remarks>Below the range from which systems take the ports of outgoing connections: these may not come in between.</remarks>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (!Taken.TryAdd(port, true)) continue;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }
}
