using System.Diagnostics;

namespace Wava.Testing;

public sealed partial class StompTestClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly List<TestFrame> _aside = []; // came while a receipt was awaited; delivered first, in order
    private Task<Chunk>? _reading;
    private Closing? _closed;
    private bool _failed;

    /// <summary>The next frame of the server, whatever it is. Line ends before it are counted in <see cref="HeartBeats"/>.</summary>
    /// <param name="within">How long to wait; 10 s unless told.</param>
    /// <exception cref="StompTestException">None came in time, or the connection ended.</exception>
    /// <exception cref="StompViolationException">What came breaks the protocol.</exception>
    public Task<TestFrame> ReceiveAsync(TimeSpan? within = null) => AwaitAsync("a frame", within);

    private async Task<TestFrame> AwaitAsync(string what, TimeSpan? within)
    {
        var limit = within ?? Patience;
        try
        {
            return await NextAsync(limit) ?? throw new StompTestException($"Expected {what}, but the connection is closed ({Ending}).");
        }
        catch (TimeoutException)
        {
            throw new StompTestException($"Expected {what}, but nothing came within {limit.TotalSeconds:0.###} s{Rest}.");
        }
    }

    // Null: the connection is closed. A read that outlives its caller's patience goes on and serves the next caller:
    // cancelling it would break a WebSocket.
    private async Task<TestFrame?> NextAsync(TimeSpan limit)
    {
        if (_aside.Count > 0)
        {
            var first = _aside[0];
            _aside.RemoveAt(0);
            return first;
        }

        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (_decoder.TryRead(out var frame))
            {
                Accept(frame);
                return frame;
            }

            if (_closed is not null) return null;
            _reading ??= _wire.ReadAsync(_buffer).AsTask();
            var left = limit - watch.Elapsed;
            var chunk = await _reading.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            _reading = null;
            _closed = chunk.Closed;
            if (chunk.EndOfMessage && chunk.Closed is null) WebSocketMessages++;
            _decoder.Append(_buffer.AsSpan(0, chunk.Count), chunk.Binary);
        }
    }

    // What the specification asks of a server's frames beyond their spelling.
    private void Accept(TestFrame frame)
    {
        if (_failed) throw new StompViolationException($"After ERROR nothing may follow but the end; this came:\n{frame}");
        switch (frame.Command)
        {
            case "CONNECTED":
                Connected = frame;
                Version = frame["version"] ?? "1.0";
                break;
            case "MESSAGE":
                Require(frame, "destination");
                Require(frame, "message-id");
                if (Version != "1.0") Require(frame, "subscription");
                break;
            case "RECEIPT":
                Require(frame, "receipt-id");
                break;
            case "ERROR":
                _failed = true;
                break;
            default:
                throw new StompViolationException($"A server does not send {frame.Command}:\n{frame}");
        }

        if (frame.Body.Length > 0 && frame.Command is not ("MESSAGE" or "ERROR"))
            throw new StompViolationException($"{frame.Command} must not have a body:\n{frame}");
    }

    private static void Require(TestFrame frame, string header)
    {
        if (frame[header] is null) throw new StompViolationException($"{frame.Command} lacks the header {header}:\n{frame}");
    }

    private string Ending => _closed is null ? "" : $"{_closed.Code} {_closed.Reason}".Trim() + Rest;

    private string Rest =>
        (_decoder.Undecoded.IsEmpty ? "" : $"; an unfinished frame is here:\n{TestFrame.Preview(_decoder.Undecoded.Span)}\n")
        + (_aside.Count == 0 ? "" : $"; these frames came meanwhile:\n{string.Join('\n', _aside)}\n");
}
