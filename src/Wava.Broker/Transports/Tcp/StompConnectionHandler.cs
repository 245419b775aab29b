using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.Tcp;

/// <summary>Runs one TCP connection: reads, feeds the session, and closes in order.</summary>
internal sealed partial class StompConnectionHandler(SessionServices services, Admission admission, ILogger<StompConnectionHandler> logger) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var transport = new TcpTransport(connection);
        AdmissionResult admitted = admission.TryEnter(transport.RemoteAddress);
        if (admitted != AdmissionResult.Admitted)
        {
            services.Metrics.ConnectionRefused(Admission.Reason(admitted));
            if (services.LogBudget.Allows()) LogRefused(logger, transport.RemoteAddress, admitted);
            return;
        }

        var session = new StompSession(services, transport, user: null);
        try
        {
            await ReadAsync(connection.Transport.Input, session);
            session.PeerFinished();
            if (!await session.WhenDrainedAsync()) connection.Abort();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer has cut the connection: nothing out of the ordinary.
        }
        finally
        {
            await session.EndAsync();
            admission.Leave(transport.RemoteAddress);
        }

        if (session.Closing != CloseReason.Lost) await Lingering.DrainAsync(connection.Transport.Input, session.CloseTimeout, services.Time);
        if (connection.Features.Get<IConnectionLifetimeFeature>() is { } lifetime) Lingering.CutOff(lifetime, session.CloseTimeout, services.Time);
    }

    private async Task ReadAsync(PipeReader input, StompSession session)
    {
        bool first = true;
        while (true)
        {
            ReadResult read = await input.ReadAsync();
            ReadOnlySequence<byte> octets = read.Buffer;
            if (first && !octets.IsEmpty)
            {
                Foreign? foreign = Foreign.Recognise(octets, out bool undecided);
                if (undecided && !read.IsCompleted && session.Closing is null)
                {
                    input.AdvanceTo(octets.Start, octets.End);
                    continue;
                }

                first = false;
                if (foreign is not null)
                {
                    if (services.LogBudget.Allows()) LogForeign(logger, session.RemoteAddress, foreign.Name);
                    services.Metrics.ConnectionRefused("not-stomp");
                    return;
                }
            }

            session.Received(octets.Length);
            bool alive = await FeedAsync(octets, session);
            input.AdvanceTo(octets.End);
            if (!alive || read.IsCompleted) return;
        }
    }

    private static ValueTask<bool> FeedAsync(ReadOnlySequence<byte> octets, StompSession session)
    {
        FlushBatch.Open();
        try
        {
            ReadOnlySequence<byte>.Enumerator pieces = octets.GetEnumerator();
            while (pieces.MoveNext())
            {
                ValueTask<bool> received = session.ReceiveAsync(pieces.Current);
                if (!received.IsCompletedSuccessfully) return FeedRestAsync(received, pieces, session);
                if (!received.Result) return new ValueTask<bool>(false);
            }

            return new ValueTask<bool>(session.Closing is null);
        }
        finally
        {
            FlushBatch.Close();
        }
    }

    private static async ValueTask<bool> FeedRestAsync(ValueTask<bool> received, ReadOnlySequence<byte>.Enumerator pieces, StompSession session)
    {
        if (!await received) return false;
        while (pieces.MoveNext())
        {
            if (!await session.ReceiveAsync(pieces.Current)) return false;
        }

        return true;
    }

    [LoggerMessage(EventIds.NotStomp, LogLevel.Information, "A connection from {Address} speaks {Protocol}, not STOMP, and was closed.")]
    private static partial void LogForeign(ILogger logger, string? address, string protocol);

    [LoggerMessage(EventIds.ConnectionRefused, LogLevel.Information, "A connection from {Address} was turned away: {Reason}.")]
    private static partial void LogRefused(ILogger logger, string? address, AdmissionResult reason);
}
