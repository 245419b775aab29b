using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Model;

/// <summary>A connection whose other end takes note of every frame, and reads only as long as it is told to.</summary>
internal sealed class RecordingTransport(string version) : ITransport
{
    private readonly TestFrameDecoder _decoder = new() { Version = version };
    private TaskCompletionSource<bool>? _flush;

    public string Name => "recording";

    public string? RemoteAddress => null;

    /// <summary>What has been written and not been looked at.</summary>
    public Queue<TestFrame> Frames { get; } = new();

    public bool IsStalled { get; private set; }

    public bool IsBroken { get; private set; }

    public bool IsAborted { get; private set; }

    public bool MustClose { get; private set; }

    /// <summary>What the outbox did that no transport can bear.</summary>
    public string? Fault { get; private set; }

    public void Write(in OutboundFrame frame)
    {
        if (_flush is not null) Fault = "A frame was written while a flush was pending.";
        _decoder.Append([.. frame.Head, .. frame.Middle, .. frame.Tail]);
        if (!_decoder.TryRead(out TestFrame? read) || !_decoder.Undecoded.IsEmpty) Fault = "A write was not exactly one frame.";
        else Frames.Enqueue(read);
    }

    public void WriteOwn() => Fault = "The transport was given a turn that it had not asked for.";

    public ValueTask<bool> FlushAsync()
    {
        if (_flush is not null) Fault = "A flush was asked for while one was pending.";
        if (IsBroken || !IsStalled) return new ValueTask<bool>(!IsBroken);
        _flush = new TaskCompletionSource<bool>();
        return new ValueTask<bool>(_flush.Task);
    }

    public void BeginClose(StompSession session) => MustClose = true;

    public void Abort() => IsAborted = true;

    /// <summary>The other end reads no more: the next flush does not come to its end.</summary>
    public void Stall() => IsStalled = true;

    /// <summary>The other end reads again; what follows from it happens before this returns.</summary>
    public void Resume()
    {
        IsStalled = false;
        EndFlush(true);
    }

    /// <summary>The other end is gone.</summary>
    public void Break()
    {
        IsBroken = true;
        EndFlush(false);
    }

    private void EndFlush(bool alive)
    {
        TaskCompletionSource<bool>? flush = _flush;
        _flush = null;
        flush?.SetResult(alive);
    }
}
