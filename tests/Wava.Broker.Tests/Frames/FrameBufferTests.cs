using System.Buffers;
using System.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

public sealed class FrameBufferTests
{
    private static readonly byte[] Frame = Encoding.UTF8.GetBytes("SEND\ndestination:/topic/a\n\nhello\0");

    [Fact]
    public void A_frame_that_lies_whole_in_the_input_is_not_copied()
    {
        using var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = Frame;
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        Assert.True(Frame.AsSpan().Overlaps(reader.Frame.Body.Span));
        Assert.False(reader.HoldsBuffer);
    }

    [Fact]
    public void A_frame_that_is_cut_is_put_together_and_the_next_one_in_the_same_input_is_in_place_again()
    {
        using var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = Frame.AsMemory(0, 20);
        Assert.Equal(FrameReadStatus.NeedMore, reader.Read(ref input));
        Assert.True(reader.InFrame);
        Assert.Equal(20, reader.BufferedBytes);

        byte[] rest = [.. Frame[20..], .. Frame];
        input = rest;
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        Assert.False(rest.AsSpan().Overlaps(reader.Frame.Body.Span));
        Assert.Equal("hello"u8, reader.Frame.Body.Span);
        Assert.False(reader.InFrame);
        Assert.Equal(Frame.Length, input.Length);

        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        Assert.True(rest.AsSpan().Overlaps(reader.Frame.Body.Span));
        Assert.False(reader.HoldsBuffer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n\n")]
    [InlineData("SEND\ndestination:/topic/b\n\nwhole\0")]
    public void The_buffer_goes_back_with_the_read_that_follows_the_frame(string next)
    {
        using var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = Frame.AsMemory(0, 20);
        reader.Read(ref input);
        input = Frame.AsMemory(20);
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        Assert.True(reader.HoldsBuffer);

        input = Encoding.UTF8.GetBytes(next);
        reader.Read(ref input);
        Assert.False(reader.HoldsBuffer);
        Assert.Equal(0, reader.BufferedBytes);
    }

    [Fact]
    public void An_announced_body_takes_memory_only_as_it_arrives()
    {
        using var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = "SEND\ndestination:/topic/a\ncontent-length:1000000\n\nabc"u8.ToArray();
        Assert.Equal(FrameReadStatus.NeedMore, reader.Read(ref input));
        Assert.InRange(reader.BufferSize, 1, 1024);

        input = new byte[3000];
        Assert.Equal(FrameReadStatus.NeedMore, reader.Read(ref input));
        Assert.InRange(reader.BufferSize, 3000, 8192);
    }

    [Fact]
    public void What_a_frame_showed_is_gone_with_the_next_read()
    {
        using var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = Frame;
        reader.Read(ref input);
        reader.Read(ref input);
        Assert.Equal(StompCommand.Unknown, reader.Frame.Command);
        Assert.Equal(0, reader.Frame.HeaderCount);
        Assert.True(reader.Frame.Body.IsEmpty);
    }

    [Fact]
    public void A_disposed_reader_holds_nothing_and_reads_nothing()
    {
        var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = Frame.AsMemory(0, 20);
        reader.Read(ref input);
        reader.Dispose();
        reader.Dispose();
        Assert.False(reader.HoldsBuffer);
        Assert.False(reader.InFrame);
        input = Frame;
        Assert.Equal(FrameReadStatus.Error, reader.Read(ref input));
    }

    [Fact]
    public void After_an_error_the_reader_stays_with_it()
    {
        using var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = "FOO\n\n\0"u8.ToArray();
        Assert.Equal(FrameReadStatus.Error, reader.Read(ref input));
        FrameError first = reader.Error;
        input = Frame;
        Assert.Equal(FrameReadStatus.Error, reader.Read(ref input));
        Assert.Equal(first.Details, reader.Error.Details);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_an_error_the_headers_before_it_can_still_be_read(bool trickled)
    {
        using var reader = new FrameReader(FrameLimits.Default);
        byte[] wire = "SEND\ndestination:/topic/a\nreceipt:r-1\nk:\\t\n\nx\0"u8.ToArray();
        ReadOnlyMemory<byte> input = wire;
        if (!trickled) Assert.Equal(FrameReadStatus.Error, reader.Read(ref input));
        else Assert.Contains(FrameReadStatus.Error, wire.Select(octet => Read(reader, [octet])));
        Assert.Equal(StompCommand.Send, reader.Frame.Command);
        Assert.Equal("r-1", reader.Frame.GetString(KnownHeader.Receipt));
    }

    [Fact]
    public void What_follows_a_frame_in_a_sequence_starts_in_the_sequence_itself()
    {
        using var reader = new FrameReader(FrameLimits.Default);
        byte[] wire = [.. Frame, .. Frame];
        ReadOnlySequence<byte> whole = Segment.Sequence(wire, () => 7);
        ReadOnlySequence<byte> input = whole;
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        Assert.Equal(Frame.Length, whole.GetOffset(input.Start));
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        Assert.Equal(FrameReadStatus.NeedMore, reader.Read(ref input));
        Assert.Equal(wire.Length, whole.GetOffset(input.Start));
    }

    [Fact]
    public void Reading_allocates_nothing_once_it_is_under_way()
    {
        const int Rounds = 1000;
        using var reader = new FrameReader(FrameLimits.Default);
        ReadTwice(reader);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++) ReadTwice(reader);

        // A collection in between may have emptied the pool; that costs a buffer, not one for each frame.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Rounds * 24 / 2);
    }

    private static void ReadTwice(FrameReader reader)
    {
        ReadOnlyMemory<byte> input = Frame;
        reader.Read(ref input);
        for (int i = 0; i < Frame.Length; i++)
        {
            input = Frame.AsMemory(i, 1);
            reader.Read(ref input);
        }
    }

    private static FrameReadStatus Read(FrameReader reader, byte[] octets)
    {
        ReadOnlyMemory<byte> input = octets;
        return reader.Read(ref input);
    }
}
