using System.Text;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Broker.Tests.Transports.WebSockets;

public sealed class WebSocketDecoderTests
{
    public static TheoryData<string> Conversations => [.. Scripts.Keys];

    private static readonly Dictionary<string, byte[][]> Scripts = new()
    {
        ["one text"] = [ClientFrames.Text("hello")],
        ["empty messages"] = [ClientFrames.Text(""), ClientFrames.Frame(WebSocketOpcode.Binary, []), ClientFrames.Text("a")],
        ["characters of every length in fragments"] =
        [
            ClientFrames.Text("aä€", final: false),
            ClientFrames.Frame(WebSocketOpcode.Continuation, [0xF0, 0x9F], final: false),
            ClientFrames.Frame(WebSocketOpcode.Continuation, [], final: false),
            ClientFrames.Frame(WebSocketOpcode.Continuation, [0x98, 0x80]),
        ],
        ["a ping inside a message"] =
        [
            ClientFrames.Text("one", final: false),
            ClientFrames.Frame(WebSocketOpcode.Ping, "are you there"u8.ToArray()),
            ClientFrames.Frame(WebSocketOpcode.Pong, "never asked"u8.ToArray()),
            ClientFrames.Frame(WebSocketOpcode.Continuation, "two"u8.ToArray()),
        ],
        ["binary octets"] = [ClientFrames.Frame(WebSocketOpcode.Binary, [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))])],
        ["lengths in more octets than they need"] =
        [
            ClientFrames.Frame(WebSocketOpcode.Text, "16"u8.ToArray(), lengthSize: 2), ClientFrames.Frame(WebSocketOpcode.Text, "64"u8.ToArray(), lengthSize: 8),
        ],
        ["good-bye"] = [ClientFrames.Text("bye"), ClientFrames.Close(1000, "done")],
        ["good-bye without a code"] = [ClientFrames.Close(null)],
        ["a ping of the most octets"] = [ClientFrames.Frame(WebSocketOpcode.Ping, [.. Enumerable.Repeat((byte)'p', 125)])],
    };

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Where_the_octets_are_cut_makes_no_difference(string name)
    {
        byte[] whole = [.. Scripts[name].SelectMany(frame => frame)];
        string expected = Decode([whole]);

        Assert.Equal(expected, Decode(whole.Select(octet => new[] { octet })));
        for (int cut = 1; cut < whole.Length; cut++) Assert.Equal(expected, Decode([whole[..cut], whole[cut..]]));
    }

    [Fact]
    public void What_was_said_comes_out_as_it_was_said()
    {
        Assert.Equal("[hello]", Decode(Scripts["one text"]));
        Assert.Equal("[a]", Decode(Scripts["empty messages"]));
        Assert.Equal("[aä€😀]", Decode(Scripts["characters of every length in fragments"]));
        Assert.Equal("[one]ping(are you there)[two]", Decode(Scripts["a ping inside a message"]));
        Assert.Equal("[1664]", Decode(Scripts["lengths in more octets than they need"]));
        Assert.Equal("[bye]close(1000)", Decode(Scripts["good-bye"]));
        Assert.Equal("close(1005)", Decode(Scripts["good-bye without a code"]));
    }

    public static TheoryData<string, byte[], int, string> Offences => new()
    {
        { "a reserved bit", ClientFrames.Frame(WebSocketOpcode.Text, "x"u8.ToArray(), reserved: 4), 1002, "reserved bit" },
        { "another reserved bit", ClientFrames.Frame(WebSocketOpcode.Text, "x"u8.ToArray(), reserved: 1), 1002, "reserved bit" },
        { "no mask", ClientFrames.Frame(WebSocketOpcode.Text, "x"u8.ToArray(), masked: false), 1002, "masked" },
        { "an empty frame without a mask", ClientFrames.Frame(WebSocketOpcode.Text, [], masked: false), 1002, "masked" },
        { "an unknown data opcode", ClientFrames.Frame((WebSocketOpcode)3, "x"u8.ToArray()), 1002, "opcode" },
        { "an unknown control opcode", ClientFrames.Frame((WebSocketOpcode)11, "x"u8.ToArray()), 1002, "opcode" },
        { "a continuation of nothing", ClientFrames.Frame(WebSocketOpcode.Continuation, "x"u8.ToArray()), 1002, "continue" },
        { "a message inside another", [.. ClientFrames.Text("a", final: false), .. ClientFrames.Text("b")], 1002, "inside another" },
        { "a continuation of what has ended", [.. ClientFrames.Text("a"), .. ClientFrames.Frame(WebSocketOpcode.Continuation, [])], 1002, "continue" },
        { "a ping in pieces", ClientFrames.Frame(WebSocketOpcode.Ping, [], final: false), 1002, "control frame" },
        { "a ping of 126 octets", ClientFrames.Frame(WebSocketOpcode.Ping, new byte[126]), 1002, "control frame" },
        { "a close of 126 octets", ClientFrames.Frame(WebSocketOpcode.Close, new byte[126]), 1002, "control frame" },
        { "half a close code", ClientFrames.Frame(WebSocketOpcode.Close, [3]), 1002, "cut short" },
        { "close code 999", ClientFrames.Close(999), 1002, "code" },
        { "close code 1004", ClientFrames.Close(1004), 1002, "code" },
        { "close code 1005", ClientFrames.Close(1005), 1002, "code" },
        { "close code 1006", ClientFrames.Close(1006), 1002, "code" },
        { "close code 1015", ClientFrames.Close(1015), 1002, "code" },
        { "close code 2000", ClientFrames.Close(2000), 1002, "code" },
        { "close code 5000", ClientFrames.Close(5000), 1002, "code" },
        { "a close reason that is no text", ClientFrames.Frame(WebSocketOpcode.Close, [3, 0xE8, 0xFF]), 1007, "UTF-8" },
        { "a text that is none", ClientFrames.Frame(WebSocketOpcode.Text, [0xC0, 0x80]), 1007, "UTF-8" },
        { "a text that ends inside a character", ClientFrames.Frame(WebSocketOpcode.Text, [0xE2, 0x82]), 1007, "UTF-8" },
        { "a surrogate", ClientFrames.Frame(WebSocketOpcode.Text, [0xED, 0xA0, 0x80]), 1007, "UTF-8" },
        {
            "a character that a fragment breaks",
            [.. ClientFrames.Frame(WebSocketOpcode.Text, [0xE2], final: false), .. ClientFrames.Frame(WebSocketOpcode.Continuation, "x"u8.ToArray())],
            1007, "UTF-8"
        },
        {
            "a character that an empty last fragment leaves open",
            [.. ClientFrames.Frame(WebSocketOpcode.Text, [0xE2], final: false), .. ClientFrames.Frame(WebSocketOpcode.Continuation, [])],
            1007, "UTF-8"
        },
        { "a length of more than 63 bits", [0x81, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], 1002, "length" },
    };

    [Theory]
    [MemberData(nameof(Offences))]
    public void An_offence_against_RFC_6455_is_named_wherever_the_octets_are_cut_and_nothing_is_read_after_it(string name, byte[] octets, int code, string words)
    {
        byte[] all = [.. octets, .. ClientFrames.Text("after")];
        for (int cut = 0; cut < octets.Length; cut++)
        {
            var decoder = new WebSocketDecoder();
            string seen = Decode([all[..cut], all[cut..]], decoder);

            Assert.True(seen.EndsWith("error", StringComparison.Ordinal), $"{name}: {seen}");
            Assert.Equal(code, decoder.ErrorCode);
            Assert.Contains(words, decoder.Error, StringComparison.Ordinal);
            ReadOnlyMemory<byte> more = ClientFrames.Text("more");
            Assert.Equal(WebSocketDecodeStatus.Error, decoder.Decode(ref more, out _));
        }
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(4999)]
    public void A_close_code_that_may_be_sent_is_taken(int code)
    {
        Assert.Equal($"close({code})", Decode([ClientFrames.Close(code, "ä")]));
    }

    [Fact]
    public void A_giant_that_is_only_announced_costs_nothing()
    {
        var decoder = new WebSocketDecoder();
        ReadOnlyMemory<byte> header = new byte[] { 0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4 };
        Assert.Equal(WebSocketDecodeStatus.NeedMore, decoder.Decode(ref header, out _));

        int pieces = 0;
        long octets = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            ReadOnlyMemory<byte> piece = Piece;
            if (decoder.Decode(ref piece, out ReadOnlyMemory<byte> payload) == WebSocketDecodeStatus.Payload) pieces++;
            octets += payload.Length;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((100, 100L * Piece.Length), (pieces, octets));
        Assert.InRange(allocated, 0, 1024);
    }

    private static readonly byte[] Piece = new byte[4096];

    [Fact]
    public void A_text_in_a_thousand_empty_fragments_is_still_a_text()
    {
        IEnumerable<byte[]> frames =
        [
            ClientFrames.Text("a", final: false),
            .. Enumerable.Range(0, 1000).Select(_ => ClientFrames.Frame(WebSocketOpcode.Continuation, [], final: false)),
            ClientFrames.Frame(WebSocketOpcode.Continuation, "b"u8.ToArray()),
        ];

        Assert.Equal("[ab]", Decode([[.. frames.SelectMany(frame => frame)]]));
    }

    private static string Decode(IEnumerable<byte[]> pieces, WebSocketDecoder? decoder = null)
    {
        decoder ??= new WebSocketDecoder();
        var seen = new StringBuilder();
        List<byte> text = [];
        foreach (byte[] piece in pieces)
        {
            ReadOnlyMemory<byte> rest = piece.ToArray(); // decoding unmasks in place
            while (true)
            {
                WebSocketDecodeStatus status = decoder.Decode(ref rest, out ReadOnlyMemory<byte> payload);
                if (status == WebSocketDecodeStatus.NeedMore) break;
                if (status == WebSocketDecodeStatus.Payload)
                {
                    Assert.False(payload.IsEmpty);
                    text.AddRange(payload.Span);
                    continue;
                }

                Flush();
                if (status == WebSocketDecodeStatus.Error) return seen.Append("error").ToString();
                if (status == WebSocketDecodeStatus.Close) return seen + $"close({decoder.CloseCode})";
                seen.Append("ping(").Append(Encoding.UTF8.GetString(decoder.Control)).Append(')');
            }
        }

        Flush();
        return seen.ToString();

        void Flush()
        {
            if (text.Count > 0) seen.Append('[').Append(Encoding.UTF8.GetString([.. text])).Append(']');
            text.Clear();
        }
    }
}
