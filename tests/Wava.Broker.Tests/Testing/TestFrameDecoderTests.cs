using System.Text;
using Wava.Testing;

namespace Wava.Broker.Tests.Testing;

public sealed class TestFrameDecoderTests
{
    [Fact]
    public void A_frame_is_its_command_its_headers_and_its_body()
    {
        var frame = Assert.Single(Decode("MESSAGE\nb:1\na: 2 \nb:3\n\nhello\0"));

        Assert.Equal("MESSAGE", frame.Command);
        Assert.Equal([new("b", "1"), new("a", " 2 "), new("b", "3")], frame.Headers);
        Assert.Equal("1", frame["b"]);
        Assert.Null(frame["c"]);
        Assert.Equal("hello", frame.Text);
    }

    [Fact]
    public void Frames_are_found_however_the_octets_are_cut()
    {
        var octets = Encoding.UTF8.GetBytes(
            "\nMESSAGE\r\nname:sm\u00f8rg\\c\r\ncontent-length:3\r\n\r\na\0b\0\n\r\nRECEIPT\nreceipt-id:1\n\n\0\n");
        for (var size = 1; size <= octets.Length; size++)
        {
            var decoder = new TestFrameDecoder { Version = "1.2" };
            var frames = new List<TestFrame>();
            foreach (var part in octets.Chunk(size))
            {
                decoder.Append(part);
                while (decoder.TryRead(out var frame)) frames.Add(frame);
            }

            Assert.Equal(["MESSAGE", "RECEIPT"], frames.Select(f => f.Command));
            Assert.Equal("sm\u00f8rg:", frames[0]["name"]);
            Assert.Equal("a\0b"u8, frames[0].Body);
            Assert.Equal(4, decoder.HeartBeats);
            Assert.True(decoder.Undecoded.IsEmpty);
        }
    }

    [Theory]
    [InlineData("1.0", @"a\cb\\:c\r", @"a\cb\\:c\r")]
    [InlineData("1.1", @"a\cb\\\n", "a:b\\\n")]
    [InlineData("1.1", "a\rb", "a\rb")]
    [InlineData("1.2", @"a\cb\\\n\r", "a:b\\\n\r")]
    [InlineData("1.2", @"\\c", @"\c")]
    [InlineData(null, @"a\cb:c\t", @"a\cb:c\t")]
    [InlineData(null, @"a\cb:c", "a:b:c")]
    public void Values_are_unescaped_by_the_rules_of_the_version(string? version, string raw, string plain)
    {
        var frame = Assert.Single(Decode($"MESSAGE\nh:{raw}\n\n\0", version));

        Assert.Equal(plain, frame["h"]);
    }

    [Fact]
    public void CONNECTED_is_not_unescaped()
    {
        var frame = Assert.Single(Decode("CONNECTED\nsession:a\\c:b\n\n\0", "1.2"));

        Assert.Equal("a\\c:b", frame["session"]);
    }

    [Theory]
    [InlineData("1.2", "MESAGE\n\n\0", "is not a command")]
    [InlineData("1.2", "message\n\n\0", "is not a command")]
    [InlineData("1.2", " MESSAGE\n\n\0", "is not a command")]
    [InlineData("1.1", "MESSAGE\r\n\r\n\0\n\n", "is not a command")]
    [InlineData("1.2", "\0MESSAGE\n\n\0", "is not a command")]
    [InlineData("1.2", "\rMESSAGE\n\n\0", "carriage return")]
    [InlineData("1.2", "MESSAGE\nno colon\n\n\0", "no colon")]
    [InlineData("1.2", "MESSAGE\n:value\n\n\0", "no name")]
    [InlineData("1.2", "MESSAGE\na:b:c\n\n\0", "colon that is not escaped")]
    [InlineData("1.1", "MESSAGE\na:b:c\n\n\0", "colon that is not escaped")]
    [InlineData("1.2", "MESSAGE\na:b\rc\n\n\0", "carriage return")]
    [InlineData("1.2", "MESSAGE\na:\\t\n\n\0", "does not know")]
    [InlineData("1.2", "MESSAGE\na:b\\\n\n\0", "does not know")]
    [InlineData("1.2", "MESSAGE\n\\C:b\n\n\0", "does not know")]
    [InlineData("1.1", "MESSAGE\na:\\r\n\n\0", "does not know")]
    [InlineData("1.2", "MESSAGE\ncontent-length:2\n\nabc\0", "instead of NUL")]
    [InlineData("1.2", "MESSAGE\ncontent-length:-1\n\n\0", "not a number")]
    [InlineData("1.2", "MESSAGE\ncontent-length: 1\n\na\0", "not a number")]
    [InlineData("1.2", "MESSAGE\ncontent-length:99999999999\n\na\0", "not a number")]
    public void What_breaks_a_rule_is_refused(string version, string raw, string reason)
    {
        var violation = Assert.Throws<StompViolationException>(() => Decode(raw, version));

        Assert.Contains(reason, violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_that_is_not_UTF8_is_refused()
    {
        var decoder = new TestFrameDecoder();
        decoder.Append([.. "MESSAGE\na:"u8, 0xFF, .. "\n\n\0"u8]);

        Assert.Throws<StompViolationException>(() => decoder.TryRead(out _));
    }

    [Theory]
    [InlineData("MESS")]
    [InlineData("MESSAGE\na:b\n")]
    [InlineData("MESSAGE\na:b\n\nbody")]
    [InlineData("MESSAGE\ncontent-length:3\n\nabc")]
    [InlineData("MESSAGE\ncontent-length:3\n\na\0")]
    [InlineData("\r")]
    public void An_unfinished_frame_is_waited_for(string raw)
    {
        var decoder = new TestFrameDecoder();
        decoder.Append(Encoding.UTF8.GetBytes(raw));

        Assert.False(decoder.TryRead(out _));
        Assert.Equal(raw, Encoding.UTF8.GetString(decoder.Undecoded.Span));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    public void What_is_encoded_is_decoded_to_the_same(string version)
    {
        var value = version switch { "1.0" => "a:\\b\u20ac", "1.1" => "a:\\b\n\u20ac", _ => "a:\\b\r\n\u20ac" };
        var decoder = new TestFrameDecoder { Version = version };
        decoder.Append(StompFrameText.Encode("SEND", [("h", value)], "body"u8, version));

        Assert.True(decoder.TryRead(out var frame));
        Assert.Equal(value, frame["h"]);
        Assert.Equal("body", frame.Text);
    }

    [Fact]
    public void A_frame_is_written_into_failures_as_a_person_would_write_it()
    {
        var text = new TestFrame("ERROR", [new("message", "a\nb")], "why\0"u8.ToArray()).ToString();
        Assert.Equal("ERROR\nmessage:a\\nb\n\nwhy^@", text);

        var binary = new TestFrame("ERROR", [], [0xFF, 0x00]).ToString();
        Assert.Equal("ERROR\n\n0xFF00", binary);
    }

    private static List<TestFrame> Decode(string raw, string? version = "1.2")
    {
        var decoder = new TestFrameDecoder { Version = version };
        decoder.Append(Encoding.UTF8.GetBytes(raw));
        var frames = new List<TestFrame>();
        while (decoder.TryRead(out var frame)) frames.Add(frame);
        return frames;
    }
}
