using System.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

/// <summary>Octets that look like STOMP: mostly good frames, with what peers do to them by mistake or by malice.</summary>
internal sealed class FrameSoup(Random random)
{
    private readonly bool _crlf = random.Next(5) == 0;

    private static readonly string[] Commands =
    [
        "SEND", "SEND", "SEND", "SEND", "MESSAGE", "ERROR", "CONNECT", "STOMP", "CONNECTED", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK",
        "BEGIN", "COMMIT", "ABORT", "DISCONNECT", "RECEIPT",
    ];

    private static readonly string[] Names =
    [
        "destination", "id", "receipt", "k", "content-type", "content-length", " k ",
        "naïve", "a\\cb", "wava-x", "selector", "a\\\\", "😀", "x",
    ];

    private static readonly string[] Values =
    [
        "", "v", " v ", "/topic/a.b", "a\\cb", "a\\nb\\\\", "a\\rb",
        "世界", "😀", "a:b", "text/plain;charset=utf-8", "\t", "\\\\\\\\", "long-long-value-0123456789",
    ];

    private static readonly string[] Breakers =
    [
        "\\", "\\t", "\n:", "\n:v\n", "\r", "\n", "\0",
        ":", "\r\n", "\n\n", "A", "content-length:2\n", "\0\0", " ",
    ];

    public static byte[] Wire(int seed)
    {
        var soup = new FrameSoup(new Random(seed));
        var wire = new List<byte>();
        int frames = soup.Up(4) + 1;
        for (int i = 0; i < frames; i++) soup.Frame(wire);
        if (soup.Up(3) == 0) soup.Mutate(wire);
        return [.. wire];
    }

    public static StompVersion Version(int seed) => (StompVersion)(seed % 3);

    /// <summary>Ample limits mostly; otherwise ones that such frames run into.</summary>
    public static FrameLimits Limits(int seed)
    {
        var random = new Random(~seed);
        return random.Next(3) > 0 ? FrameLimits.Default : new FrameLimits
        {
            MaxCommandSize = random.Next(4, 14),
            MaxHeaderLineSize = random.Next(8, 40),
            MaxHeaderCount = random.Next(0, 5),
            MaxHeadSize = random.Next(10, 120),
            MaxBodySize = random.Next(0, 30),
            MaxFrameSize = random.Next(10, 150),
        };
    }

    private int Up(int to) => random.Next(to);

    private string Of(string[] list) => list[Up(list.Length)];

    private string End() => _crlf && Up(2) == 0 ? "\r\n" : "\n";

    private void Frame(List<byte> wire)
    {
        for (int i = Up(3); i > 0; i--) Put(wire, End());
        string command = Of(Commands);
        bool mayHaveBody = command is "SEND" or "MESSAGE" or "ERROR";
        byte[] body = mayHaveBody || Up(12) == 0 ? Body() : [];
        Put(wire, command + End());
        bool counted = body.Contains((byte)0) ? Up(10) > 0 : Up(2) == 0;
        int place = Up(3);
        for (int i = 0, n = Up(5); i < n; i++)
        {
            if (counted && i == place) counted = Length(wire, body);
            string name = Of(Names);
            if (name != "content-length" || Up(20) == 0) Put(wire, name + ":" + Of(Values) + End());
        }

        if (counted) Length(wire, body);
        Put(wire, End());
        wire.AddRange(body);
        wire.Add(0);
    }

    private bool Length(List<byte> wire, byte[] body)
    {
        int off = Up(12) == 0 ? Up(3) - 1 : 0;
        string blank = Up(10) == 0 ? " " : "";
        Put(wire, $"content-length:{blank}{body.Length + off}{blank}{End()}");
        return false;
    }

    private byte[] Body()
    {
        byte[] body = new byte[Up(3) == 0 ? 0 : Up(24)];
        random.NextBytes(body);
        if (Up(2) == 0)
            for (int i = 0; i < body.Length; i++) body[i] = (byte)(body[i] % 26 + 'a');
        return body;
    }

    private void Mutate(List<byte> wire)
    {
        for (int i = Up(3); i >= 0 && wire.Count > 0; i--)
        {
            int at = Up(wire.Count);
            switch (Up(4))
            {
                case 0:
                    wire[at] ^= (byte)(1 << Up(8));
                    break;
                case 1:
                    wire.InsertRange(at, Encoding.UTF8.GetBytes(Of(Breakers)));
                    break;
                case 2:
                    wire.RemoveRange(at, Math.Min(Up(4) + 1, wire.Count - at));
                    break;
                default:
                    wire.RemoveRange(at, wire.Count - at);
                    break;
            }
        }
    }

    private static void Put(List<byte> wire, string text) => wire.AddRange(Encoding.UTF8.GetBytes(text));
}
