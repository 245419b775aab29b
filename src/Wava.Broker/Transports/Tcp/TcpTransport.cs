using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.Tcp;

/// <summary>STOMP's octets straight on a TCP connection, or on TLS over one.</summary>
internal sealed class TcpTransport(ConnectionContext connection) : ITransport
{
    private readonly PipeWriter _output = connection.Transport.Output;

    public string Name => "tcp";

    public string? RemoteAddress { get; } = (connection.RemoteEndPoint as System.Net.IPEndPoint)?.Address.ToString();

    public void Write(in OutboundFrame frame)
    {
        if (frame.Length <= PipeOutput.Small)
        {
            PipeOutput.Copy(frame, _output.GetSpan(frame.Length));
            _output.Advance(frame.Length);
            return;
        }

        PipeOutput.Append(_output, frame.Head);
        PipeOutput.Append(_output, frame.Middle);
        PipeOutput.Append(_output, frame.Tail);
    }

    public void WriteOwn()
    {
        // TCP has no frames of its own.
    }

    public ValueTask<bool> FlushAsync() => PipeOutput.FlushAsync(_output);

    public void BeginClose(StompSession session) => connection.Transport.Input.CancelPendingRead();

    public void Abort() => connection.Abort();
}
