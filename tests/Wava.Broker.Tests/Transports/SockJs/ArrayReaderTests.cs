using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

public sealed class ArrayReaderTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("""["a"]""", "a")]
    [InlineData(" \r\n[ \"a\" ,\t\"b\" ] ", "a", "b")]
    [InlineData("""["\"\\\/\b\f\n\r\t\u0000\uFFFF"]""", "\"\\/\b\f\n\r\t\0\uFFFF")]
    [InlineData("""["\ud83d\ude00 \u00E9é"]""", "\U0001F600 éé")]
    [InlineData("""["",""]""", "", "")]
    public void An_array_of_strings_is_read(string json, params string[] expected) => Assert.Equal(expected, Read(json));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("[")]
    [InlineData("[\"a")]
    [InlineData("[\"a\"")]
    [InlineData("[\"a\",]")]
    [InlineData("[,\"a\"]")]
    [InlineData("[\"a\" \"b\"]")]
    [InlineData("[x]")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("[[\"a\"]]")]
    [InlineData("{\"length\":1}")]
    [InlineData("\"a\"")]
    [InlineData("[\"a\\x\"]")]
    [InlineData("[\"\\u12G4\"]")]
    [InlineData("[\"a\"]]")]
    [InlineData("[\"a\"][\"b\"]")]
    [InlineData("[\"a\nb\"]")]
    [InlineData("\ufeff[]")]
    public void Anything_else_is_refused(string json) => Assert.Null(Read(json));

    [Fact]
    public void Nested_brackets_end_at_the_second_one()
    {
        using var reader = new ArrayReader(keepLoneSurrogates: false, maxMessages: 10);

        Assert.True(reader.Read("["u8));
        Assert.False(reader.Read("["u8));
    }

    [Fact]
    public void Octets_that_are_no_text_are_refused()
    {
        using var reader = new ArrayReader(keepLoneSurrogates: false, maxMessages: 10);

        Assert.False(reader.Read([(byte)'[', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)']']));
    }

    [Theory]
    [InlineData(true, '\ud800')]
    [InlineData(false, '\uFFFD')]
    public void A_lone_surrogate_is_kept_for_those_who_want_it(bool keep, char lone)
    {
        string expected = $"{lone}";
        Assert.Equal([expected], Read("""["\ud800"]""", keep)!);
        Assert.Equal([expected + "x"], Read("""["\ud800x"]""", keep)!);
        Assert.Equal([expected + "\n"], Read("""["\ud800\n"]""", keep)!);
        Assert.Equal([expected + expected], Read("""["\ud800\ud800"]""", keep)!);
    }

    [Fact]
    public void More_messages_than_are_taken_are_refused()
    {
        using var reader = new ArrayReader(keepLoneSurrogates: false, maxMessages: 2);

        Assert.False(reader.Read("""["a","b","c"]"""u8));
        Assert.True(reader.HasTooMany);
    }

    [Fact]
    public void Strings_come_out_the_same_however_the_octets_are_cut() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<string?[]>(),
        ArbMap.Default.ArbFor<PositiveInt>(),
        (texts, size) =>
        {
            string[] expected = [.. texts.Select(each => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(each ?? "")))];
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(expected);
            using var reader = new ArrayReader(keepLoneSurrogates: true, maxMessages: int.MaxValue);
            return json.Chunk(1 + (size.Get % 7)).All(each => reader.Read(each)) && reader.IsComplete && Texts(reader).SequenceEqual(expected);
        }));

    [Fact]
    public void A_string_that_is_not_finished_stays_when_the_others_are_used()
    {
        using var reader = new ArrayReader(keepLoneSurrogates: false, maxMessages: 10);
        Assert.True(reader.Read("""["one","tw"""u8));
        Assert.Equal(["one"], Texts(reader));
        reader.Restart();
        Assert.True(reader.Read("o\"]"u8));

        Assert.Equal(["two"], Texts(reader));
        Assert.True(reader.IsComplete);
    }

    private static string[]? Read(string json, bool keep = false)
    {
        using var reader = new ArrayReader(keep, maxMessages: 100);
        return reader.Read(Encoding.UTF8.GetBytes(json)) && reader.IsComplete ? Texts(reader) : null;
    }

    private static string[] Texts(ArrayReader reader)
    {
        int begin = 0;
        var texts = new List<string>();
        foreach (int end in reader.Ends)
        {
            texts.Add(LooseUtf8.GetString(reader.Text.Span[begin..end]));
            begin = end;
        }

        return [.. texts];
    }
}
