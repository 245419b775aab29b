using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

public sealed class JsonTextTests
{
    [Fact]
    public void Whatever_browsers_mangle_is_escaped()
    {
        string expected = new([.. Enumerable.Range(0, 0x10000).Select(each => (char)each)]);
        string json = Encoding.UTF8.GetString(Quote(expected));

        foreach ((int from, int to) in new[] { (0x00, 0x1F), (0x200C, 0x200F), (0x2028, 0x202F), (0x2060, 0x206F), (0xD800, 0xDFFF), (0xFFF0, 0xFFFF) })
            Assert.DoesNotContain(json, each => each >= from && each <= to);
        Assert.Contains("\\u200c", json, StringComparison.Ordinal);
        Assert.Contains("\\uffff", json, StringComparison.Ordinal);
        Assert.Contains("\u200B", json, StringComparison.Ordinal);
        Assert.Contains("\u2010", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_read_back_as_it_was() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
    {
        string expected = new UTF8Encoding().GetString(Encoding.UTF8.GetBytes(text ?? ""));
        return JsonSerializer.Deserialize<string>(Quote(expected)) == expected && JsonSerializer.Deserialize<string>(Quote(Encoding.UTF8.GetBytes(expected))) == expected;
    }));

    [Theory]
    [InlineData("\U0001F600", "\\ud83d\\ude00")]
    [InlineData("a\nb\"c\\d\u0000", "a\\nb\\\"c\\\\d\\u0000")]
    [InlineData("Grüße", "Grüße")]
    [InlineData("</script>%", "</script>%")]
    public void Text_is_written_in_one_way_whether_it_comes_as_octets_or_as_a_string(string text, string expected)
    {
        Assert.Equal($"\"{expected}\"", Encoding.UTF8.GetString(Quote(text)));
        Assert.Equal($"\"{expected}\"", Encoding.UTF8.GetString(Quote(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void A_lone_surrogate_stays_what_it_is() => Assert.Equal("\"a\\ud800b\"", Encoding.UTF8.GetString(Quote("a\ud800b")));

    [Fact]
    public void An_octet_that_is_no_text_becomes_one_question_mark_so_that_lengths_stay_true()
    {
        byte[] octets = [(byte)'a', 0xFF, 0xC3, (byte)'b', 0xE2, 0x82];

        Assert.Equal("\"a??b??\"", Encoding.UTF8.GetString(Quote(octets)));
    }

    [Fact]
    public void What_was_escaped_before_is_found_again_and_nothing_else_is()
    {
        // Many texts that share few places, some of them twice, some too short or too long to be kept.
        string[] texts = [.. Enumerable.Range(0, 3000).Select(i => $"message-id:e-{i % 700}\ndestination:/topic/{(char)('a' + (i % 3))}\n\n{new string('"', i % 50)}{new string('x', i % 11 * 150)}\0")];
        foreach (string text in texts.Concat(texts))
        {
            OctetBuffer buffer = default;
            buffer.Append((byte)'"');
            EncodedTexts.Append(ref buffer, Encoding.UTF8.GetBytes(text));
            buffer.Append((byte)'"');
            Assert.Equal(Encoding.UTF8.GetString(Quote(text)), Encoding.UTF8.GetString(buffer.Span));
            buffer.Release();
        }
    }

    private static byte[] Quote(string text)
    {
        OctetBuffer buffer = default;
        JsonText.AppendQuoted(ref buffer, text);
        byte[] octets = buffer.Span.ToArray();
        buffer.Release();
        return octets;
    }

    private static byte[] Quote(byte[] text)
    {
        OctetBuffer buffer = default;
        JsonText.Append(ref buffer, text);
        byte[] octets = [(byte)'"', .. buffer.Span, (byte)'"'];
        buffer.Release();
        return octets;
    }
}
