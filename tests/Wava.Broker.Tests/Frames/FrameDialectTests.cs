using System.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

public sealed class FrameDialectTests
{
    private const StompVersion V10 = StompVersion.V10;
    private const StompVersion V11 = StompVersion.V11;
    private const StompVersion V12 = StompVersion.V12;

    [Theory]
    [InlineData(V12, "k:v", "k", "v")]
    [InlineData(V12, "k:", "k", "")]
    [InlineData(V12, "k:  two before, one after ", "k", "  two before, one after ")]
    [InlineData(V12, " k :v", " k ", "v")]
    [InlineData(V12, "k:\ta\t", "k", "\ta\t")]
    [InlineData(V12, "k:naïve 世界 😀", "k", "naïve 世界 😀")]
    [InlineData(V12, "k:a:b:c", "k", "a:b:c")]
    [InlineData(V12, @"k:a\cb\nc\rd\\ne", "k", "a:b\nc\rd\\ne")]
    [InlineData(V12, @"a\c\r\n\\b:alpha\cbravo\r\n\\", "a:\r\n\\b", "alpha:bravo\r\n\\")]
    [InlineData(V12, "k:v\r", "k", "v")]
    [InlineData(V11, @"k:a\nb\cc\\d", "k", "a\nb:c\\d")]
    [InlineData(V11, "k: v ", "k", " v ")]
    [InlineData(V11, "k:v\r", "k", "v\r")]
    [InlineData(V11, "k:a\rb", "k", "a\rb")]
    [InlineData(V10, @"k:a\nb\t\", "k", @"a\nb\t\")]
    [InlineData(V10, "k: \tv w\t ", "k", "v w")]
    [InlineData(V10, "k: ", "k", "")]
    [InlineData(V10, "k :v", "k ", "v")]
    [InlineData(V10, "k:a:b", "k", "a:b")]
    public void A_header_reads_as_its_dialect_has_it(StompVersion version, string line, string name, string value)
    {
        ReadOutcome outcome = ReadOutcome.Of($"SEND\n{line}\n\nx\0", version);
        Assert.Equal((name, value), Assert.Single(Assert.Single(outcome.Frames).Headers));
    }

    [Theory]
    [InlineData("CONNECT", V10)]
    [InlineData("CONNECT", V12)]
    [InlineData("STOMP", V11)]
    [InlineData("CONNECTED", V12)]
    public void Frames_that_begin_a_session_are_never_unescaped_and_may_end_lines_with_CRLF(string command, StompVersion version)
    {
        ReadOutcome outcome = ReadOutcome.Of($"{command}\r\npasscode:\\value\\n:x\r\nlogin:me\n\r\n\0", version);
        ReadFrame frame = Assert.Single(outcome.Frames);
        Assert.Equal(@"\value\n:x", frame["passcode"]);
        Assert.Equal("me", frame["login"]);
    }

    [Fact]
    public void A_CONNECT_that_turns_out_to_be_1_0_loses_the_blanks_around_its_values()
    {
        using var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = "CONNECT\nlogin: me \npasscode:\tsecret\\n\ncontent-length: 0\n\n\0"u8.ToArray();
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        Assert.Equal(" me ", reader.Frame.GetString(KnownHeader.Login));

        reader.Frame.Version = V10;
        Assert.Equal("me", reader.Frame.GetString(KnownHeader.Login));
        Assert.Equal("secret\\n", reader.Frame.GetString(KnownHeader.Passcode));
        Assert.True(reader.Frame.TryGetHeader(KnownHeader.Login, out StompHeader login));
        Assert.Equal("me"u8, login.RawValue);
    }

    [Fact]
    public void The_version_set_between_two_frames_holds_for_the_second()
    {
        using var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = "CONNECT\n\n\0SEND\nk:a\\tb\n\n\0"u8.ToArray();
        reader.Read(ref input);
        reader.Version = V10;
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        Assert.Equal(V10, reader.Frame.Version);
        Assert.Equal(@"a\tb", reader.Frame.GetHeader(0).GetValue());
    }

    [Theory]
    [InlineData("SEND\r\ndestination:/a\nk:v\r\n\nmixed\0")]
    [InlineData("SEND\ndestination:/a\nk:v\n\nmixed\0")]
    [InlineData("SEND\r\ndestination:/a\r\nk:v\r\n\r\nmixed\0")]
    public void In_1_2_LF_and_CRLF_may_be_mixed(string wire)
    {
        ReadFrame frame = Assert.Single(ReadOutcome.Of(wire).Frames);
        Assert.Equal("v", frame["k"]);
        Assert.Equal("mixed"u8, frame.Body);
    }

    [Theory]
    [InlineData(V10, "SEND\r\ndestination:/a\r\n\r\n\0")]
    [InlineData(V11, "SEND\r\ndestination:/a\r\n\r\n\0")]
    [InlineData(V10, "SEND\ndestination:/a\n\r\n\0")]
    [InlineData(V11, "SEND\ndestination:/a\n\r\n\0")]
    public void Before_1_2_a_CRLF_is_an_error_that_says_so(StompVersion version, string wire)
    {
        ReadOutcome outcome = ReadOutcome.Of(wire, version);
        Assert.Equal(FrameErrorKind.CarriageReturn, outcome.Error);
        Assert.Contains("CRLF came with STOMP 1.2", outcome.Details, StringComparison.Ordinal);
        Assert.Contains(StompVersions.Text(version), outcome.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(V10)]
    [InlineData(V11)]
    [InlineData(V12)]
    public void Line_ends_between_frames_are_skipped_in_every_version(StompVersion version)
    {
        ReadOutcome outcome = ReadOutcome.Of("\n\n\r\n\nBEGIN\nid:1\n\n\0\n\r\n\n\nCOMMIT\nid:1\n\n\0\n\r", version);
        Assert.Equal(["BEGIN", "COMMIT"], outcome.Frames.Select(f => f.Command));
        Assert.Equal(FrameErrorKind.None, outcome.Error);
    }

    [Fact]
    public void A_CR_at_the_end_of_a_piece_waits_for_its_LF()
    {
        string[] pieces = ["\r", "\nBEGIN\r", "\nid:1\r", "\n\r", "\n\0\r", "\n"];
        ReadOutcome outcome = ReadOutcome.OfPieces(pieces.Select(p => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(p)), V12);
        Assert.Equal("1", Assert.Single(outcome.Frames)["id"]);
        Assert.Equal(FrameErrorKind.None, outcome.Error);
    }
}
