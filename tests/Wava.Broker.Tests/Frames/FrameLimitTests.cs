using System.Text;
using Wava.Broker.Frames;
using static Wava.Broker.Frames.FrameErrorKind;

namespace Wava.Broker.Tests.Frames;

public sealed class FrameLimitTests
{
    // Far away, but for the one limit under test.
    private static readonly FrameLimits Far = new()
    {
        MaxCommandSize = 1000,
        MaxHeaderLineSize = 1000,
        MaxHeadSize = 1000,
        MaxBodySize = 1000,
        MaxFrameSize = 5000,
    };

    public static TheoryData<string, FrameErrorKind, string, Func<int, string>> Limits => new()
    {
        { "header line", HeaderLineTooLong, "16 octets (Limits.MaxHeaderLineSize)", size => $"SEND\nk:{new string('v', size - 2)}\n\n\0" },
        { "header line with CRLF", HeaderLineTooLong, "the header 'k'", size => $"SEND\nk:{new string('v', size - 3)}\r\n\n\0" },
        { "header count", TooManyHeaders, "16 headers (Limits.MaxHeaderCount)", size => $"SEND\n{string.Concat(Enumerable.Repeat("k:v\n", size))}\n\0" },
        { "head in one line", HeadTooLong, "16 octets (Limits.MaxHeadSize)", size => $"SEND\nk:{new string('v', size - 8)}\n\n\0" },
        { "head in two lines", HeadTooLong, "Limits.MaxHeadSize", size => $"SEND\nk:v\nl:{new string('v', size - 12)}\n\n\0" },
        { "body to a NUL", BodyTooLong, "16 octets (Limits.MaxBodySize)", size => $"SEND\n\n{new string('b', size)}\0" },
        { "body announced", BodyTooLong, "Limits.MaxBodySize", size => $"SEND\ncontent-length:{size}\n\n{new string('b', size)}\0" },
        { "frame to a NUL", FrameTooLong, "16 octets (Limits.MaxFrameSize)", size => $"SEND\n\n{new string('b', size - 7)}\0" },
        { "frame announced", FrameTooLong, "Limits.MaxFrameSize", size => $"ERROR\ncontent-length:{size - 26:00}\n\n{new string('b', Math.Max(size - 26, 0))}\0" },
        { "frame of head alone", FrameTooLong, "Limits.MaxFrameSize", size => $"SEND\nk:{new string('v', size - 10)}\n\n\0" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_lets_its_own_size_through_and_not_one_more(string what, FrameErrorKind kind, string words, Func<int, string> wire)
    {
        int limit = what == "frame announced" ? 36 : 16;
        FrameLimits limits = kind switch
        {
            HeaderLineTooLong => Far with { MaxHeaderLineSize = limit },
            TooManyHeaders => Far with { MaxHeaderCount = limit },
            HeadTooLong => Far with { MaxHeadSize = limit },
            BodyTooLong => Far with { MaxBodySize = limit },
            _ => Far with { MaxFrameSize = limit },
        };
        Assert.Equal(None, Read(wire(limit - 1), limits).Error);
        ReadOutcome exact = Read(wire(limit), limits);
        Assert.Equal(None, exact.Error);
        Assert.Single(exact.Frames);

        ReadOutcome over = Read(wire(limit + 1), limits);
        Assert.Equal(kind, over.Error);
        Assert.Contains(words, over.Details, StringComparison.Ordinal);
        Assert.Empty(over.Frames);
    }

    [Theory]
    [InlineData("SUBSCRIBE", 9)]
    [InlineData("DISCONNECT", 10)]
    public void The_command_limit_counts_the_command_line(string command, int size)
    {
        Assert.Single(Read($"{command}\n\n\0", Far with { MaxCommandSize = size }).Frames);
        Assert.Single(Read($"{command}\n\n\0", Far with { MaxCommandSize = size + 1 }).Frames);
        Assert.Equal(CommandTooLong, Read($"{command}\n\n\0", Far with { MaxCommandSize = size - 1 }).Error);
    }

    [Theory]
    [InlineData("SEND", CommandTooLong)]
    [InlineData("SEND\nk:v", HeaderLineTooLong)]
    [InlineData("SEND\n\n", BodyTooLong)]
    public void What_never_ends_is_refused_when_the_limit_is_reached_and_not_kept_beyond_it(string start, FrameErrorKind kind)
    {
        var limits = new FrameLimits { MaxCommandSize = 32, MaxHeaderLineSize = 1000, MaxBodySize = 5000 };
        using var reader = new FrameReader(limits);
        ReadOnlyMemory<byte> input = Encoding.UTF8.GetBytes(start);
        Assert.Equal(FrameReadStatus.NeedMore, reader.Read(ref input));
        byte[] piece = [.. Enumerable.Repeat((byte)'A', 100)];
        int kept = 0;
        while (reader.Read(ref input) != FrameReadStatus.Error)
        {
            kept = Math.Max(kept, reader.BufferedBytes);
            input = piece;
        }

        Assert.Equal(kind, reader.Error.Kind);
        Assert.InRange(kept, 1, 5100);
    }

    [Fact]
    public void An_announced_body_over_the_limit_is_refused_before_any_of_it_arrives()
    {
        ReadOutcome outcome = Read("SEND\ncontent-length:17\n\n", Far with { MaxBodySize = 16 });
        Assert.Equal(BodyTooLong, outcome.Error);
    }

    [Fact]
    public void The_frame_limit_is_named_by_the_option_in_force()
    {
        var limits = new FrameLimits { MaxFrameSize = 10, FrameSizeOption = "Limits.MaxFrameSizeBeforeConnect" };
        Assert.Contains("10 octets (Limits.MaxFrameSizeBeforeConnect)", Read("CONNECT\nhost:wava\n\n\0", limits).Details, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_may_change_between_frames()
    {
        using var reader = new FrameReader(new FrameLimits { MaxBodySize = 3 });
        ReadOnlyMemory<byte> input = "SEND\n\nabc\0SEND\n\nabcd\0"u8.ToArray();
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        reader.Limits = reader.Limits with { MaxBodySize = 4 };
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        Assert.Equal(4, reader.Frame.Body.Length);
    }

    [Fact]
    public void Leading_zeros_of_a_content_length_do_not_count()
    {
        ReadOutcome outcome = Read($"SEND\ncontent-length:{new string('0', 40)}2\n\na\0\0", Far);
        Assert.Equal("a\0"u8, Assert.Single(outcome.Frames).Body);
    }

    public static TheoryData<string, Func<int, FrameLimits>> EveryLimit => new()
    {
        { "command", size => new() { MaxCommandSize = size } },
        { "header line", size => new() { MaxHeaderLineSize = size } },
        { "header count", size => new() { MaxHeaderCount = size } },
        { "head", size => new() { MaxHeadSize = size } },
        { "body", size => new() { MaxBodySize = size } },
        { "frame", size => new() { MaxFrameSize = size } },
        { "all but the frame", size => new() { MaxCommandSize = size, MaxHeaderLineSize = size, MaxHeadSize = size, MaxBodySize = size } },
        { "all", size => new() { MaxCommandSize = size, MaxHeaderLineSize = size, MaxHeaderCount = size, MaxHeadSize = size, MaxBodySize = size, MaxFrameSize = size } },
    };

    [Theory]
    [MemberData(nameof(EveryLimit))]
    public void A_limit_without_sense_is_obeyed_as_far_as_it_goes_and_never_makes_reading_throw(string what, Func<int, FrameLimits> limits)
    {
        string[] wires =
        [
            "SEND\n\n\0", "SEND\n\nbody\0", "\r\nSEND\r\nk:v\r\n\r\nbody\0", "BEGIN\ntransaction:t\n\n\0",
            "SEND\ncontent-length:0\n\n\0", "SEND\ncontent-length:4\n\nbody\0", "SEND\ncontent-length:2147483590\n\nbody",
            "SEND\ncontent-length:2147483647\n\nbody", "SEND\ncontent-length:99999999999999999999\n\nbody",
        ];
        foreach (string wire in wires)
        {
            ReadOutcome nothing = Read(wire, limits(0));
            foreach (int size in new[] { int.MinValue, int.MinValue + 1, -1000, -2, -1 })
            {
                ReadOutcome less = Read(wire, limits(size));
                Assert.True(nothing.Same(less), $"{what} {size}: {nothing} and {less}");
            }

            foreach (int size in new[] { int.MaxValue - 100, int.MaxValue - 1, int.MaxValue }) Read(wire, limits(size));
        }
    }

    [Fact]
    public void A_frame_that_no_array_can_hold_is_refused_before_its_body_arrives()
    {
        FrameLimits limits = new() { MaxBodySize = int.MaxValue, MaxFrameSize = int.MaxValue };
        ReadOutcome outcome = Read("SEND\ncontent-length:2147483600\n\n", limits);
        Assert.Equal(FrameTooLong, outcome.Error);
    }

    // Both ways of arriving must come to the same.
    private static ReadOutcome Read(string wire, FrameLimits limits)
    {
        byte[] octets = Encoding.UTF8.GetBytes(wire);
        ReadOutcome whole = ReadOutcome.Of(octets, StompVersion.V12, limits);
        ReadOutcome single = ReadOutcome.OfPieces(ReadOutcome.Singles(octets), StompVersion.V12, limits);
        Assert.True(whole.Same(single), $"{whole} and {single}");
        return whole;
    }
}
