using System.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

public sealed class StompFrameTests
{
    public static TheoryData<KnownHeader> Known => [.. Enum.GetValues<KnownHeader>().Where(h => h is not (KnownHeader.None or KnownHeader.Wava))];

    public static TheoryData<StompCommand> Commands => [.. Enum.GetValues<StompCommand>().Where(c => c != StompCommand.Unknown)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_of_either_side_is_read(StompCommand command)
    {
        string word = command.ToString().ToUpperInvariant();
        Assert.Equal(word, StompCommands.Text(command));
        Assert.Equal(word, Assert.Single(ReadOutcome.Of($"{word}\n\n\0").Frames).Command);
        foreach (string near in (string[])[word.ToLowerInvariant(), word[..^1], word + "X", word[..^1] + "_"])
            Assert.Equal(FrameErrorKind.UnknownCommand, ReadOutcome.Of($"{near}\n\n\0").Error);
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void Every_known_header_is_found_by_what_it_is_and_by_its_name(KnownHeader id)
    {
        string name = Encoding.UTF8.GetString(KnownHeaders.Utf8(id));
        using FrameReader reader = Read($"SEND\nother:x\n{name}:1\n{name}:2\n\nx\0");
        Assert.True(reader.Frame.TryGetHeader(id, out StompHeader header));
        Assert.Equal(name, header.GetName());
        Assert.Equal("1", reader.Frame.GetString(id));
        Assert.True(reader.Frame.TryGetHeader(KnownHeaders.Utf8(id), out header));
        Assert.Equal(id, header.Id);

        using FrameReader none = Read($"SEND\n{name}x:1\nx{name[1..]}:1\n{name.ToUpperInvariant()}:1\n\n\0");
        Assert.False(none.Frame.Has(id));
        Assert.Null(none.Frame.GetString(id));
        Assert.False(none.Frame.TryGetHeader(KnownHeaders.Utf8(id), out _));
    }

    [Theory]
    [InlineData("wava-anything", KnownHeader.Wava)]
    [InlineData("wava-", KnownHeader.Wava)]
    [InlineData("wava", KnownHeader.None)]
    [InlineData("Wava-replay", KnownHeader.None)]
    [InlineData("authorization", KnownHeader.Authorization)]
    [InlineData("Destination", KnownHeader.None)]
    public void A_name_is_known_only_in_its_own_spelling(string name, KnownHeader id)
    {
        using FrameReader reader = Read($"SEND\n{name}:1\n\n\0");
        Assert.Equal(id, reader.Frame.GetHeader(0).Id);
        Assert.False(reader.Frame.Has(KnownHeader.None));
    }

    [Theory]
    [InlineData("k:v", true, false)]
    [InlineData("k: v w ", true, false)]
    [InlineData("naïve:世界", true, false)]
    [InlineData("k:a:b", false, false)]
    [InlineData("k:a\\cb", false, true)]
    [InlineData("a\\cb:v", false, true)]
    public void A_header_tells_whether_its_octets_fit_every_version(string line, bool plain, bool escaped)
    {
        using FrameReader reader = Read($"SEND\n{line}\n\n\0");
        StompHeader header = reader.Frame.GetHeader(0);
        Assert.Equal(plain, header.IsPlain);
        Assert.Equal(escaped, header.IsEscaped);
    }

    [Fact]
    public void A_header_with_escapes_is_found_compared_and_copied_as_what_it_stands_for()
    {
        using FrameReader reader = Read("SEND\nx:y\na\\cb:c\\n\\\\d\n\n\0");
        Assert.True(reader.Frame.TryGetHeader("a:b"u8, out StompHeader header));
        Assert.Equal("a\\cb"u8, header.RawName);
        Assert.Equal("c\\n\\\\d"u8, header.RawValue);
        Assert.True(header.ValueEquals("c\n\\d"u8));
        Assert.False(header.ValueEquals("c\\n\\\\d"u8));
        Assert.False(header.ValueEquals("c\n\\"u8));
        Span<byte> room = stackalloc byte[16];
        Assert.Equal("c\n\\d"u8, room[..header.DecodeValue(room)]);
        Assert.Equal("a:b"u8, room[..header.DecodeName(room)]);
    }

    [Fact]
    public void A_long_value_with_escapes_is_decoded_whole()
    {
        string value = string.Concat(Enumerable.Repeat("a:b\\", 300));
        string escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\c", StringComparison.Ordinal);
        using FrameReader reader = Read($"SEND\nk:{escaped}\n\n\0");
        Assert.Equal(value, reader.Frame.GetHeader(0).GetValue());
    }

    [Fact]
    public void All_headers_stay_in_order_repeated_ones_too()
    {
        string lines = string.Concat(Enumerable.Range(0, 60).Select(i => $"h{i % 7}:{i}\n"));
        ReadFrame frame = Assert.Single(ReadOutcome.Of($"SEND\n{lines}\n\0").Frames);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => ($"h{i % 7}", $"{i}")), frame.Headers);
    }

    [Fact]
    public void A_header_beyond_the_last_is_a_mistake_of_the_caller()
    {
        using FrameReader reader = Read("SEND\nk:v\n\n\0");
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Frame.GetHeader(1).GetName());
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Frame.GetHeader(-1).GetName());
    }

    [Theory]
    [InlineData("1.0", true, StompVersion.V10)]
    [InlineData("1.1", true, StompVersion.V11)]
    [InlineData("1.2", true, StompVersion.V12)]
    [InlineData("1.3", false, StompVersion.V12)]
    [InlineData("2.0", false, StompVersion.V12)]
    [InlineData("1,2", false, StompVersion.V12)]
    [InlineData("1.2 ", false, StompVersion.V12)]
    [InlineData("", false, StompVersion.V12)]
    public void A_version_is_known_by_its_text(string text, bool known, StompVersion version)
    {
        Assert.Equal(known, StompVersions.TryParse(text, out StompVersion parsed));
        Assert.Equal(known, StompVersions.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.Equal(version, parsed);
        if (known) Assert.Equal(text, StompVersions.Text(parsed));
    }

    private static FrameReader Read(string wire)
    {
        var reader = new FrameReader(FrameLimits.Default);
        ReadOnlyMemory<byte> input = Encoding.UTF8.GetBytes(wire);
        Assert.Equal(FrameReadStatus.Frame, reader.Read(ref input));
        return reader;
    }
}
