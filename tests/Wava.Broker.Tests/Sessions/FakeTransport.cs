using System.Text;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

/// <summary>A connection that writes down what it is told to send, and that can stop reading.</summary>
internal sealed class FakeTransport : ITransport
{
    private readonly Lock _gate = new();
    private readonly List<string> _written = [];
    private readonly List<string> _sent = [];
    private TaskCompletionSource<bool>? _stall;
    private int _writing;

    public string Name => "fake";

    public string? RemoteAddress => "192.0.2.7";

    /// <summary>Every frame that was handed over, flushed or not.</summary>
    public IReadOnlyList<string> Written
    {
        get
        {
            lock (_gate) return [.. _written];
        }
    }

    /// <summary>How many frames each flush carried.</summary>
    public List<int> Flushes { get; } = [];

    public List<bool> Binary { get; } = [];

    public int Closings { get; private set; }

    public int Aborts { get; private set; }

    public int OwnTurns { get; private set; }

    /// <summary>What an unusual transport throws when it is written to.</summary>
    public Exception? Failure { get; set; }

    public string Text => string.Concat(Written);

    public void Write(in OutboundFrame frame)
    {
        if (Failure is not null) throw Failure;
        // Two flushes of one outbox at a time would mix up the octets of two frames on a socket.
        Assert.Equal(0, Interlocked.Exchange(ref _writing, 1));
        string text = Encoding.UTF8.GetString([.. frame.Head, .. frame.Middle, .. frame.Tail]);
        Assert.Equal(frame.Length, frame.Head.Length + frame.Middle.Length + frame.Tail.Length);
        lock (_gate)
        {
            _written.Add(text);
            _sent.Add(text);
            Binary.Add(frame.IsBinary);
        }

        Interlocked.Exchange(ref _writing, 0);
    }

    public void WriteOwn() => OwnTurns++;

    public ValueTask<bool> FlushAsync()
    {
        lock (_gate)
        {
            Flushes.Add(_sent.Count);
            _sent.Clear();
            return _stall is null ? new ValueTask<bool>(true) : new ValueTask<bool>(_stall.Task);
        }
    }

    public void BeginClose(StompSession session) => Closings++;

    public void Abort() => Aborts++;

    /// <summary>From now on the peer does not read.</summary>
    public void Stall()
    {
        lock (_gate) _stall = new TaskCompletionSource<bool>();
    }

    /// <summary>The peer reads again, or (false) is gone.</summary>
    public void Resume(bool alive = true)
    {
        TaskCompletionSource<bool>? stall;
        lock (_gate)
        {
            stall = _stall;
            _stall = null;
        }

        stall?.SetResult(alive);
    }

    /// <summary>Waits until something that contains the text has been written and the peer was asked to take it.</summary>
    public async Task HearsAsync(string text)
    {
        try
        {
            await Eventually.IsTrue(() => Text.Contains(text, StringComparison.Ordinal) && IsFlushed, "it was sent");
        }
        catch (EventuallyException)
        {
            Assert.Fail($"'{text}' was not sent, but this:\n{Text}");
        }
    }

    private bool IsFlushed
    {
        get
        {
            lock (_gate) return _sent.Count == 0;
        }
    }
}
