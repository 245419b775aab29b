using System.Text;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

/// <summary>A conversation that only notes what it hears, and its end.</summary>
internal sealed class FakePayload : ISockJsPayload
{
    private readonly StringBuilder _heard = new();

    /// <summary>Everything that was handed on, behind one another, as a conversation hears it that is a stream itself.</summary>
    public string Heard => _heard.ToString();

    /// <summary>The messages that were handed on.</summary>
    public List<string> Messages { get; } = [];

    public bool HasHeartBeats { get; set; }

    public bool KeepsLoneSurrogates => true;

    public int Ends { get; private set; }

    public void Received(long octets)
    {
        // Nobody counts.
    }

    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> text, IReadOnlyList<int> ends)
    {
        _heard.Append(Encoding.UTF8.GetString(text.Span));
        int begin = 0;
        foreach (int end in ends)
        {
            Messages.Add(Encoding.UTF8.GetString(text.Span[begin..end]));
            begin = end;
        }

        return default;
    }

    public ValueTask EndAsync()
    {
        Ends++;
        return default;
    }
}
