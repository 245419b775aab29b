using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Model;

/// <summary>A connection whose other end notes every frame, and is now and then slower than the broker.</summary>
internal sealed class StressTransport(Random random, Action<TestFrame> received) : ITransport
{
    private readonly TestFrameDecoder _decoder = new() { Version = "1.2" };
    private int _users;

    public string Name => "stress";

    public string? RemoteAddress => null;

    public bool IsBroken { get; set; }

    /// <summary>What was done to it that no transport can bear.</summary>
    public string? Fault { get; private set; }

    public void Write(in OutboundFrame frame)
    {
        Enter();
        _decoder.Append([.. frame.Head, .. frame.Middle, .. frame.Tail]);
        if (_decoder.TryRead(out TestFrame? read) && _decoder.Undecoded.IsEmpty) received(read);
        else Fault = "A write was not exactly one frame.";
        Leave();
    }

    public void WriteOwn() => Fault = "The transport was given a turn that it had not asked for.";

    public async ValueTask<bool> FlushAsync()
    {
        Enter();
        for (int slowness = random.Next(8) == 0 ? random.Next(1, 30) : 0; slowness > 0; slowness--) await Task.Yield();
        Leave();
        return !IsBroken;
    }

    public void BeginClose(StompSession session)
    {
        // The client ends its session itself when it has sent its last frame.
    }

    public void Abort() => IsBroken = true;

    private void Enter()
    {
        if (Interlocked.Increment(ref _users) > 1) Fault = "Two writes or flushes at the same time.";
    }

    private void Leave() => Interlocked.Decrement(ref _users);
}
