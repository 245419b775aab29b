using System.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData("SEND\n\n\0", "")]
    [InlineData("SEND\n\nplain text\0", "plain text")]
    [InlineData("SEND\ncontent-length:0\n\n\0", "")]
    [InlineData("SEND\ncontent-length:10\n\nab\0SEND\n\n\0\0", "ab\0SEND\n\n\0")]
    [InlineData("SEND\ncontent-length:5\ncontent-length:2\n\nab\0de\0", "ab\0de")]
    [InlineData("MESSAGE\n\n\nabc\n\0", "\nabc\n")]
    [InlineData("ERROR\ncontent-length:2\n\n\r\n\0", "\r\n")]
    public void A_body_ends_at_its_announced_length_or_at_the_first_NUL(string wire, string body)
    {
        ReadFrame frame = Assert.Single(ReadOutcome.Of(wire).Frames);
        Assert.Equal(body, Encoding.UTF8.GetString(frame.Body));
        Assert.Equal(Encoding.UTF8.GetByteCount(wire), frame.Size);
    }

    [Fact]
    public void An_announced_length_swallows_what_looks_like_the_end()
    {
        ReadOutcome outcome = ReadOutcome.OfPieces(
            ["SEND\ncontent-length:12\n\nabc\0"u8.ToArray(), "defghijk\0"u8.ToArray()], StompVersion.V12);
        Assert.Equal("abc\0defghijk"u8, Assert.Single(outcome.Frames).Body);
    }

    [Fact]
    public void Frames_in_one_piece_come_out_in_order()
    {
        ReadOutcome outcome = ReadOutcome.Of(
            "\n\r\nSEND\ndestination:/a\ncontent-length:3\n\na\0b\0\nSUBSCRIBE\r\nid:1\r\n\r\n\0BEGIN\ntransaction:t\n\n\0");
        Assert.Equal(["SEND", "SUBSCRIBE", "BEGIN"], outcome.Frames.Select(f => f.Command));
        Assert.Equal("/a", outcome.Frames[0]["destination"]);
    }

    [Fact]
    public void Frames_before_a_bad_one_are_still_read_and_none_after_it()
    {
        ReadOutcome outcome = ReadOutcome.Of("SEND\n\none\0SEND\nbad\n\n\0SEND\n\nthree\0");
        Assert.Equal("one"u8, Assert.Single(outcome.Frames).Body);
        Assert.Equal(FrameErrorKind.MissingColon, outcome.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n\r")]
    [InlineData("MESSAG")]
    [InlineData("SEND\na:long\\")]
    [InlineData("SEND\nk:v\n")]
    [InlineData("SEND\nk:v\n\r")]
    [InlineData("SEND\n\nbody")]
    [InlineData("SEND\ncontent-length:3\n\nabc")]
    public void An_unfinished_frame_waits(string wire)
    {
        ReadOutcome outcome = ReadOutcome.Of(wire);
        Assert.Empty(outcome.Frames);
        Assert.Equal(FrameErrorKind.None, outcome.Error);
    }

    [Fact]
    public void A_large_body_in_small_pieces_is_the_body_that_was_sent()
    {
        byte[] body = new byte[300_000];
        new Random(1).NextBytes(body);
        byte[] wire = [.. Encoding.UTF8.GetBytes($"SEND\ncontent-length:{body.Length}\n\n"), .. body, 0];
        ReadOutcome outcome = ReadOutcome.OfPieces(wire.Chunk(1000).Select(c => (ReadOnlyMemory<byte>)c), StompVersion.V12);
        Assert.Equal(body, Assert.Single(outcome.Frames).Body);
    }
}
