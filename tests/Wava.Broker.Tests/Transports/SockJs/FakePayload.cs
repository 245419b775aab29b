using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

/// <summary>A conversation that only notes its end.</summary>
internal sealed class FakePayload : ISockJsPayload
{
    public bool HasHeartBeats { get; set; }

    public bool KeepsLoneSurrogates => true;

    public int Ends { get; private set; }

    public void Received(long octets)
    {
        // Nobody counts.
    }

    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> text, IReadOnlyList<int> ends) => default;

    public ValueTask EndAsync()
    {
        Ends++;
        return default;
    }
}
