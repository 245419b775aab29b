using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Wava.Broker.Transports.SockJs;

/// <summary>The response of one HTTP request as a session's receiver.</summary>
/// <remarks>
/// A stream is written to as frames come, up to its limit, which is overshot rather than a frame split. A poll keeps its one frame until the
/// request's own thread, which is the one that may begin a response, takes it.
/// </remarks>
internal sealed class HttpReceiver(HttpContext http, SockJsConnection connection, string? callback, long limit) : Receiver
{
    private readonly PipeWriter? _output = connection.Kind.IsPolling() ? null : http.Response.BodyWriter;
    private OctetBuffer _frame;
    private bool _begun;
    private long _written;

    public override bool IsPolling => connection.Kind.IsPolling();

    public override bool IsFull => _written >= limit;

    public override bool WriteOwn()
    {
        if (_begun) return false;
        _begun = true;
        Framing.Begin(ref _frame, connection.Kind, callback);
        Hand();
        return !IsPolling;
    }

    public override void WriteOpen() => Write("o"u8, default, default);

    public override void WriteMessages(ReadOnlySpan<byte> elements) => Write("a["u8, elements, "]"u8);

    public override void WriteHeartBeat() => Write("h"u8, default, default);

    public override void WriteClose(int code, string reason) => Write(Framing.Close(code, reason), default, default);

    public override ValueTask<bool> FlushAsync() => _output is null ? new ValueTask<bool>(true) : PipeOutput.FlushAsync(_output);

    public override void Abort() => http.Abort();

    /// <summary>The client has broken the request off.</summary>
    public void Break() => connection.Lost(this);

    /// <summary>Answers a poll with its frame.</summary>
    public async Task AnswerAsync()
    {
        // The session has ended under it: a client that gets nothing would ask again at once, for ever.
        if (_frame.IsEmpty) WriteClose(1002, "Connection interrupted");
        OctetBuffer frame = _frame.Take();
        try
        {
            http.Response.ContentLength = frame.Length;
            await http.Response.Body.WriteAsync(frame.Memory, http.RequestAborted);
        }
        finally
        {
            frame.Release();
        }
    }

    private void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail)
    {
        if (connection.Kind == TransportKind.XhrStreaming)
        {
            // The one that counts: nothing is escaped here, so it goes straight to where it is sent from.
            PipeOutput.Append(_output!, head);
            PipeOutput.Append(_output!, body);
            PipeOutput.Append(_output!, tail);
            PipeOutput.Append(_output!, "\n"u8);
            _written += head.Length + body.Length + tail.Length + 1;
            return;
        }

        Framing.Write(ref _frame, connection.Kind, callback, head, body, tail);
        Hand();
    }

    private void Hand()
    {
        if (_output is null) return;
        _written += _frame.Length;
        PipeOutput.Append(_output, _frame.Span);
        _frame.Release();
    }
}
