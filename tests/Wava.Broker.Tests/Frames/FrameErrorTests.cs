using System.Text;
using Wava.Broker.Frames;
using static Wava.Broker.Frames.FrameErrorKind;

namespace Wava.Broker.Tests.Frames;

public sealed class FrameErrorTests
{
    private const StompVersion V10 = StompVersion.V10;
    private const StompVersion V11 = StompVersion.V11;

    [Theory]
    [InlineData("FROBNICATE\n", UnknownCommand, "'FROBNICATE' is not a STOMP command")]
    [InlineData("send\n", UnknownCommand, "'send' is not", "case-sensitive", "write SEND")]
    [InlineData("SEND \n", UnknownCommand, "'SEND '", "alone on their line", "write SEND")]
    [InlineData("SENDX\n", UnknownCommand, "'SENDX'")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", CommandTooLong, "32 octets", "(Limits.MaxCommandSize): 'AAAA")]
    [InlineData("\0SEND\n", NulInHead, "where a command must stand")]
    [InlineData("SEND\0", NulInHead, "command line 'SEND'", "blank line")]
    [InlineData("SEND\nbody\0", NulInHead, "header line 'body'", "blank line")]
    [InlineData("SEND\ndestination:/a\0", NulInHead, "blank line must follow")]
    [InlineData("\rSEND", CarriageReturn, "between two frames")]
    [InlineData("SEND\nk:a\rb\n", CarriageReturn, "inside the header 'k'", "written as \\r")]
    [InlineData("SEND\nk:a\r\r\n", CarriageReturn, "inside the header 'k'")]
    [InlineData("SEND\n\r\r\n", CarriageReturn, "inside a header line")]
    [InlineData("SEND\nno colon here\n", MissingColon, "'no colon here' has no colon", "Write name:value")]
    [InlineData("SEND\n:v\n", EmptyHeaderName, "name is missing")]
    [InlineData("SEND\nk:a\\tb\n", UndefinedEscape, "'\\t'", "the value of the header 'k'", "STOMP 1.2 has \\r, \\n, \\c and \\\\")]
    [InlineData("SEND\nk:a\\Cb\n", UndefinedEscape, "'\\C'")]
    [InlineData("SEND\nk:a\\\n", UndefinedEscape, "A backslash ends the value")]
    [InlineData("SEND\nk\\:a\n", UndefinedEscape, "A backslash ends the name")]
    [InlineData("SEND\nk\\t:a\n", UndefinedEscape, "the name of the header 'k\\t'")]
    [InlineData("SUBSCRIBE\nk:\\0\n", UndefinedEscape, "'\\0'")]
    [InlineData("SEND\ncontent-length:abc\n\n", InvalidContentLength, "'abc'", "digits only")]
    [InlineData("SEND\ncontent-length:-1\n\n", InvalidContentLength, "'-1'")]
    [InlineData("SEND\ncontent-length:+1\n\n", InvalidContentLength, "'+1'")]
    [InlineData("SEND\ncontent-length:\n\n", InvalidContentLength, "''")]
    [InlineData("SEND\ncontent-length: 1\n\n", InvalidContentLength, "' 1'")]
    [InlineData("SEND\ncontent-length:3\n\nabcdef\0", MissingNul, "content-length of 3 octets", "not NUL")]
    [InlineData("SEND\ncontent-length:0\n\na", MissingNul, "content-length of 0 octets")]
    [InlineData("ACK\nid:1\ncontent-length:0\n\na", MissingNul, "content-length of 0 octets")]
    [InlineData("ACK\nid:1\ncontent-length:5\n\n", BodyNotAllowed, "ACK frame must not have a body")]
    [InlineData("SUBSCRIBE\nid:1\n\nx", BodyNotAllowed, "SUBSCRIBE frame must not have a body", "SEND, MESSAGE and ERROR")]
    [InlineData("CONNECT\n\nx", BodyNotAllowed, "CONNECT frame")]
    [InlineData("SEND\ncontent-length:1048577\n\n", BodyTooLong, "content-length of 1048577 octets", "1048576", "Limits.MaxBodySize")]
    [InlineData("SEND\ncontent-length:99999999999999999999\n\n", BodyTooLong, "content-length of 99999999999999999999 octets")]
    public void A_bad_frame_is_refused_in_words_that_help(string wire, FrameErrorKind kind, params string[] words)
    {
        ReadOutcome outcome = ReadOutcome.Of(wire);
        Assert.Equal(kind, outcome.Error);
        Assert.All(words, word => Assert.Contains(word, outcome.Details, StringComparison.Ordinal));
        Assert.Empty(outcome.Frames);
    }

    [Theory]
    [InlineData(V11, "SEND\nk:a\\rb\n", UndefinedEscape, "STOMP 1.1 has \\n, \\c and \\\\")]
    [InlineData(V11, "SEND\nk:a\\\n", UndefinedEscape, "A backslash ends the value")]
    [InlineData(V10, "SEND\ncontent-length: x\n\n", InvalidContentLength, "'x'")]
    [InlineData(V10, "SEND\r\n", CarriageReturn, "1.0")]
    public void An_older_dialect_has_errors_of_its_own(StompVersion version, string wire, FrameErrorKind kind, string words)
    {
        ReadOutcome outcome = ReadOutcome.Of(wire, version);
        Assert.Equal(kind, outcome.Error);
        Assert.Contains(words, outcome.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_that_are_not_UTF_8_are_refused()
    {
        ReadOutcome outcome = ReadOutcome.Of(Encoding.Latin1.GetBytes("SEND\nk:\xff\xfe\n\nx\0"));
        Assert.Equal(NotUtf8, outcome.Error);
        Assert.Contains("must be UTF-8", outcome.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_need_not_be_UTF_8()
    {
        ReadOutcome outcome = ReadOutcome.Of(Encoding.Latin1.GetBytes("SEND\n\n\xff\xfe\x80\xc0\0"));
        Assert.Equal([0xff, 0xfe, 0x80, 0xc0], Assert.Single(outcome.Frames).Body);
    }

    [Fact]
    public void At_most_64_octets_are_quoted_and_none_that_a_terminal_would_obey()
    {
        string details = ReadOutcome.Of("SEND\n\x1b[31m" + new string('x', 500) + "\n").Details;
        Assert.Contains(".[31mxxx", details, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 60), details, StringComparison.Ordinal);
        Assert.DoesNotContain(details, char.IsControl);
    }

    [Theory]
    [InlineData("CONNECT\npasscode:abc\nsecret\n")]
    [InlineData("CONNECT\npasscode:abc\nsecret\0")]
    [InlineData("CONNECT\npasscode:secret\r!\n")]
    [InlineData("CONNECT\npasscode:secret\0")]
    public void What_may_be_a_passcode_is_not_quoted(string wire)
    {
        ReadOutcome outcome = ReadOutcome.Of(wire);
        Assert.NotEqual(None, outcome.Error);
        Assert.DoesNotContain("secret", outcome.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_has_a_short_message_fit_for_a_header()
    {
        foreach (FrameErrorKind kind in Enum.GetValues<FrameErrorKind>().Where(k => k != None))
        {
            int seed = 0;
            while (ReferenceFrameParser.Parse(FrameSoup.Wire(seed), FrameSoup.Version(seed), FrameSoup.Limits(seed)).Error != kind) seed++;
            using var reader = new FrameReader(FrameSoup.Limits(seed)) { Version = FrameSoup.Version(seed) };
            ReadOnlyMemory<byte> input = FrameSoup.Wire(seed);
            while (reader.Read(ref input) == FrameReadStatus.Frame)
            {
            }

            Assert.Equal(kind, reader.Error.Kind);
            Assert.InRange(reader.Error.Message.Length, 5, 60);
            Assert.True(HeaderEscaping.IsPlain(Encoding.UTF8.GetBytes(reader.Error.Message)));
            Assert.False(char.IsLower(reader.Error.Details[0]));
            Assert.EndsWith(".", reader.Error.Details, StringComparison.Ordinal);
        }
    }
}
