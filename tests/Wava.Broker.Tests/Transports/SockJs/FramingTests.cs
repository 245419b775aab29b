using System.Text;
using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

public sealed class FramingTests
{
    [Theory]
    [InlineData(nameof(TransportKind.Xhr), "a[\"x\"]\n")]
    [InlineData(nameof(TransportKind.XhrStreaming), "a[\"x\"]\n")]
    [InlineData(nameof(TransportKind.EventSource), "data: a[\"x\"]\r\n\r\n")]
    [InlineData(nameof(TransportKind.HtmlFile), "<script>\np(\"a[\\\"x\\\"]\");\n</script>\r\n")]
    [InlineData(nameof(TransportKind.Jsonp), "/**/cb(\"a[\\\"x\\\"]\");\r\n")]
    public void A_frame_is_wrapped_as_its_transport_wants_it(string kind, string expected) => Assert.Equal(expected, Frame(kind, "\"x\""));

    [Fact]
    public void A_percent_sign_survives_what_clients_do_to_events() => Assert.Equal("data: a[\"100%25 %2541\"]\r\n\r\n", Frame(nameof(TransportKind.EventSource), "\"100% %41\""));

    [Theory]
    [InlineData(nameof(TransportKind.HtmlFile))]
    [InlineData(nameof(TransportKind.Jsonp))]
    public void Text_cannot_end_the_script_that_carries_it(string kind)
    {
        string frame = Frame(kind, "\"</script><script>alert(1)</script>&\\\\\"");

        Assert.DoesNotContain("</script><", frame, StringComparison.Ordinal);
        Assert.Contains("\\u003c/script\\u003e\\u003cscript\\u003ealert(1)\\u003c/script\\u003e\\u0026\\\\\\\\", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_begins_with_2048_letters() => Assert.Equal(new string('h', 2048) + "\n", Begin(nameof(TransportKind.XhrStreaming)));

    [Fact]
    public void An_event_stream_begins_with_an_empty_line() => Assert.Equal("\r\n", Begin(nameof(TransportKind.EventSource)));

    [Fact]
    public void A_page_of_frames_is_long_enough_to_be_looked_at_and_calls_its_parent()
    {
        string page = Begin(nameof(TransportKind.HtmlFile));

        Assert.True(page.Length >= 1024);
        Assert.Contains("var c = parent.cb;", page, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_jp.a4kx2mq", true)]
    [InlineData("a-b", true)]
    [InlineData("a(b", false)]
    [InlineData("a\u2028", false)]
    [InlineData("<b>", false)]
    [InlineData("a b", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void A_callback_is_a_short_plain_name(string name, bool expected) => Assert.Equal(expected, Framing.IsCallback(name));

    [Fact]
    public void A_close_frame_quotes_its_reason() => Assert.Equal("c[3000,\"\\\"why\\\"\\u2028\"]", Encoding.UTF8.GetString(Framing.Close(3000, "\"why\"\u2028")));

    [Theory]
    [InlineData("d=%5B%22x%22%5D", "[\"x\"]")]
    [InlineData("z=1&d=a+b%2Bc%C3%A9&y=2", "a b+cé")]
    [InlineData("d=", "")]
    [InlineData("d=%zz%4", "%zz%4")]
    [InlineData("dd=1", null)]
    [InlineData("", null)]
    public void The_field_of_a_form_is_found_and_decoded(string form, string? expected)
    {
        OctetBuffer value = default;
        bool found = FormField.TryDecode(Encoding.UTF8.GetBytes(form), ref value);

        Assert.Equal(expected, found ? Encoding.UTF8.GetString(value.Span) : null);
        value.Release();
    }

    private static string Frame(string kind, string elements)
    {
        OctetBuffer buffer = default;
        Framing.Write(ref buffer, Enum.Parse<TransportKind>(kind), "cb", "a["u8, Encoding.UTF8.GetBytes(elements), "]"u8);
        string text = Encoding.UTF8.GetString(buffer.Span);
        buffer.Release();
        return text;
    }

    private static string Begin(string kind)
    {
        OctetBuffer buffer = default;
        Framing.Begin(ref buffer, Enum.Parse<TransportKind>(kind), "cb");
        string text = Encoding.UTF8.GetString(buffer.Span);
        buffer.Release();
        return text;
    }
}
