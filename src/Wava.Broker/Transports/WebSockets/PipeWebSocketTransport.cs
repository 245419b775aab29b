using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>STOMP in WebSocket messages that are framed here, straight on the pipe of an upgraded HTTP/1.1 connection.</summary>
/// <remarks>
/// The framework's WebSocket class costs twice the memory and a good part of the throughput: it takes a lock, a state machine and a copy per
/// message. A server's frames need none of it: a header of two to ten octets in front of octets that are encoded already. One STOMP frame is
/// one WebSocket message, because simple clients rely on that.
/// </remarks>
internal sealed class PipeWebSocketTransport(HttpContext http, string? address, IDuplexPipe pipe) : ITransport
{
    private readonly PipeWriter _output = pipe.Output;
    private byte[]? _pong;

    public string Name => "websocket";

    public string? RemoteAddress => address;

    /// <summary>What the peer sends.</summary>
    public PipeReader Input => pipe.Input;

    public void Write(in OutboundFrame frame)
    {
        int length = frame.Length;
        WebSocketOpcode opcode = frame.IsBinary ? WebSocketOpcode.Binary : WebSocketOpcode.Text;
        if (length <= PipeOutput.Small)
        {
            Span<byte> room = _output.GetSpan(length + WebSocketHeader.MaxSize);
            int header = WebSocketHeader.Write(room, opcode, length);
            PipeOutput.Copy(frame, room[header..]);
            _output.Advance(header + length);
            return;
        }

        Span<byte> head = stackalloc byte[WebSocketHeader.MaxSize];
        PipeOutput.Append(_output, head[..WebSocketHeader.Write(head, opcode, length)]);
        PipeOutput.Append(_output, frame.Head);
        PipeOutput.Append(_output, frame.Middle);
        PipeOutput.Append(_output, frame.Tail);
    }

    /// <summary>Notes what to answer a ping with. Only the latest ping needs an answer, so that a flood of them costs nothing.</summary>
    /// <returns>Whether the transport now needs a turn to write.</returns>
    public bool Answer(ReadOnlySpan<byte> ping)
    {
        var pong = new byte[2 + ping.Length];
        WebSocketHeader.Write(pong, WebSocketOpcode.Pong, ping.Length);
        ping.CopyTo(pong.AsSpan(2));
        return Interlocked.Exchange(ref _pong, pong) is null;
    }

    public void WriteOwn()
    {
        if (Interlocked.Exchange(ref _pong, null) is { } pong) PipeOutput.Append(_output, pong);
    }

    public ValueTask<bool> FlushAsync() => PipeOutput.FlushAsync(_output);

    /// <summary>Sends the close frame. Nothing may be written at the same time: the session's outbox is empty and closed.</summary>
    public ValueTask<bool> SendCloseAsync(int code, string reason)
    {
        PipeOutput.Append(_output, WebSocketHeader.Close(code, reason));
        return FlushAsync();
    }

    public void BeginClose(StompSession session) => Input.CancelPendingRead();

    public void Abort() => http.Abort();
}
