using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Wava.Bench.Handlers;

/// <summary>A connection in memory to a server whose frames all end in one octet that occurs nowhere else in them.</summary>
internal sealed class Wire
{
    private readonly byte _end;
    private readonly DuplexPipe _server;
    private readonly Pipe _up = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _down = new(new PipeOptions(pauseWriterThreshold: 0));

    public Wire(byte end)
    {
        _end = end;
        _server = new DuplexPipe(_up.Reader, _down.Writer);
    }

    /// <summary>The octets of a burst of calls.</summary>
    public byte[] Calls { get; set; } = [];

    /// <summary>Lets the server see to the other end.</summary>
    public void Serve(ConnectionHandler handler)
    {
        var connection = new DefaultConnectionContext("bench", _server, _server) { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1) };
        _ = handler.OnConnectedAsync(connection);
    }

    /// <summary>Says one thing, and waits for one answer.</summary>
    public Task SayAsync(string text) => TalkAsync(Encoding.UTF8.GetBytes(text), 1);

    /// <summary>Makes all calls, and waits for all answers.</summary>
    public Task CallAsync() => TalkAsync(Calls, Calls.AsSpan().Count(_end));

    private async Task TalkAsync(byte[] octets, int answers)
    {
        await _up.Writer.WriteAsync(octets);
        while (answers > 0)
        {
            ReadResult read = await _down.Reader.ReadAsync();
            foreach (ReadOnlyMemory<byte> each in read.Buffer) answers -= each.Span.Count(_end);
            _down.Reader.AdvanceTo(read.Buffer.End);
        }
    }

    private sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input { get; } = input;

        public PipeWriter Output { get; } = output;
    }
}
