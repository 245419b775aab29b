using System.Text;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

/// <summary>A receiver that writes down the frames it gets, and that can stop reading.</summary>
internal sealed class FakeReceiver(bool polls, int most = int.MaxValue) : Receiver
{
    private readonly Lock _gate = new();
    private readonly List<string> _frames = [];
    private TaskCompletionSource<bool>? _stall;

    public IReadOnlyList<string> Frames
    {
        get
        {
            lock (_gate) return [.. _frames];
        }
    }

    public bool Aborted { get; private set; }

    public override bool IsPolling => polls;

    public override bool IsFull => Frames.Count >= most;

    public override void WriteOpen() => Add("o");

    public override void WriteMessages(ReadOnlySpan<byte> elements) => Add($"a[{Encoding.UTF8.GetString(elements)}]");

    public override void WriteHeartBeat() => Add("h");

    public override void WriteClose(int code, string reason) => Add(Encoding.UTF8.GetString(Framing.Close(code, reason)));

    public override ValueTask<bool> FlushAsync() => _stall is { } stall ? new ValueTask<bool>(stall.Task) : new ValueTask<bool>(true);

    public override void Abort()
    {
        Aborted = true;
        Resume(alive: false);
    }

    /// <summary>Reads nothing from the next flush on.</summary>
    public void Stall() => _stall = new TaskCompletionSource<bool>();

    public void Resume(bool alive = true)
    {
        TaskCompletionSource<bool>? stall = _stall;
        _stall = null;
        stall?.SetResult(alive);
    }

    private void Add(string frame)
    {
        Assert.False(Completion.IsCompleted, "A receiver that is done must not be written to.");
        lock (_gate) _frames.Add(frame);
    }
}
