using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Broker.Transports.SockJs;

/// <summary>A WebSocket that is framed here, on the pipe of an upgraded HTTP/1.1 connection, as <see cref="PipeWebSocketTransport"/> does without SockJS.</summary>
internal sealed class PipeSocketReceiver(HttpContext http, PipeWriter output) : SocketReceiver(isRaw: false)
{
    private byte[]? _pong;

    /// <summary>Notes what to answer a ping with; only the latest one needs an answer.</summary>
    public void Answer(ReadOnlySpan<byte> ping)
    {
        var pong = new byte[2 + ping.Length];
        WebSocketHeader.Write(pong, WebSocketOpcode.Pong, ping.Length);
        ping.CopyTo(pong.AsSpan(2));
        Volatile.Write(ref _pong, pong);
    }

    public override bool WriteOwn()
    {
        if (Interlocked.Exchange(ref _pong, null) is not { } pong) return false;
        PipeOutput.Append(output, pong);
        return true;
    }

    public override ValueTask<bool> FlushAsync() => PipeOutput.FlushAsync(output);

    public override void Abort() => http.Abort();

    /// <summary>Sends the close frame. Nothing may be written at the same time.</summary>
    public ValueTask<bool> SendCloseAsync(int code, string reason)
    {
        PipeOutput.Append(output, WebSocketHeader.Close(code, reason));
        return FlushAsync();
    }

    protected override void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail)
    {
        Span<byte> header = stackalloc byte[WebSocketHeader.MaxSize];
        PipeOutput.Append(output, header[..WebSocketHeader.Write(header, WebSocketOpcode.Text, head.Length + body.Length + tail.Length)]);
        PipeOutput.Append(output, head);
        PipeOutput.Append(output, body);
        PipeOutput.Append(output, tail);
    }
}
