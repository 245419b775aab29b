using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;

namespace Wava.Broker.Transports;

/// <summary>The orderly end of a connection whose peer may still be talking.</summary>
internal static class Lingering
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Reads on and throws away until the peer closes, falls silent, or the time is up. A socket that is closed with octets unread is reset, and
    /// a reset takes our last words away from a peer that has not read them yet.
    /// </summary>
    public static async Task DrainAsync(PipeReader input, TimeSpan atMost, TimeProvider time)
    {
        using var total = new CancellationTokenSource(atMost, time);
        try
        {
            while (!total.IsCancellationRequested)
            {
                using var quiet = new CancellationTokenSource(Quiet, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(total.Token, quiet.Token);
                ReadResult read = await input.ReadAsync(either.Token);
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (OperationCanceledException)
        {
            // Silence, or time is up: both are the end.
        }
        catch (IOException)
        {
            // The peer has cut the connection.
        }
    }

    /// <summary>
    /// Cuts a connection that is over for us when it is still open after the time. The server sends on what it was handed for as long as the
    /// peer keeps the connection and does not read: a socket that nobody would count any more.
    /// </summary>
    public static void CutOff(IConnectionLifetimeFeature connection, TimeSpan after, TimeProvider time)
    {
        if (!connection.ConnectionClosed.IsCancellationRequested) _ = CutOffAsync();

        async Task CutOffAsync()
        {
            await Task.Delay(after, time, connection.ConnectionClosed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!connection.ConnectionClosed.IsCancellationRequested) connection.Abort();
        }
    }
}
