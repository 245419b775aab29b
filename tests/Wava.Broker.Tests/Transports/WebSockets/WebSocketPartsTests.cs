using Microsoft.AspNetCore.Http;
using Wava.Broker.Transports;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Broker.Tests.Transports.WebSockets;

public sealed class WebSocketPartsTests
{
    [Fact]
    public void Masking_is_the_exclusive_or_with_the_mask_over_and_over_for_every_length()
    {
        const uint Mask = 0x3D21FA37;
        for (int length = 0; length <= 300; length++)
        {
            byte[] octets = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];
            byte[] masked = [.. octets];
            Masking.Apply(masked, Mask);

            Assert.Equal(octets.Select((octet, i) => (byte)(octet ^ ClientFrames.Mask[i % 4])), masked);
        }
    }

    [Theory]
    [InlineData(0, new byte[] { 0x81, 0 })]
    [InlineData(125, new byte[] { 0x81, 125 })]
    [InlineData(126, new byte[] { 0x81, 126, 0, 126 })]
    [InlineData(65_535, new byte[] { 0x81, 126, 0xFF, 0xFF })]
    [InlineData(65_536, new byte[] { 0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0 })]
    public void A_header_takes_as_few_octets_as_the_length_needs(int payload, byte[] expected)
    {
        var room = new byte[WebSocketHeader.MaxSize];

        int length = WebSocketHeader.Write(room, WebSocketOpcode.Text, payload);

        Assert.Equal(expected, room[..length]);
    }

    [Fact]
    public void A_close_frame_holds_code_and_words_and_never_more_than_a_control_frame_may()
    {
        Assert.Equal(new byte[] { 0x88, 4, 0x03, 0xEA, (byte)'n', (byte)'o' }, WebSocketHeader.Close(1002, "no"));
        byte[] longest = WebSocketHeader.Close(4500, new string('x', 200));
        Assert.Equal(127, longest.Length);
        Assert.Equal(125, longest[1]);
    }

    [Theory]
    [InlineData("ä")]
    [InlineData("€")]
    [InlineData("😀")]
    public void A_close_reason_that_is_cut_is_not_cut_inside_a_character(string character)
    {
        byte[] frame = WebSocketHeader.Close(1002, string.Concat(Enumerable.Repeat(character, 100)) + "x");

        Assert.InRange(frame.Length, 120, 127);
        Assert.Equal(frame.Length - 2, frame[1]);
        Assert.True(System.Text.Unicode.Utf8.IsValid(frame.AsSpan(4)));
    }

    [Theory]
    [InlineData(new[] { "v11.stomp", "v10.stomp" }, "v11.stomp")]
    [InlineData(new[] { "v10.stomp", "v12.stomp", "v11.stomp" }, "v12.stomp")]
    [InlineData(new[] { "V12.STOMP" }, "V12.STOMP")]
    [InlineData(new[] { "mqtt", "v10.stomp" }, "v10.stomp")]
    [InlineData(new[] { "mqtt", "v13.stomp", "stomp" }, null)]
    [InlineData(new string[0], null)]
    public void The_best_known_subprotocol_is_echoed_as_it_was_written(string[] offered, string? chosen)
    {
        Assert.Equal(chosen, Subprotocols.Choose(offered));
    }

    [Theory]
    [InlineData(null, new string[0], true)] // no browser
    [InlineData("https://here.example", new string[0], true)]
    [InlineData("HTTPS://HERE.example", new string[0], true)]
    [InlineData("http://here.example", new string[0], false)]
    [InlineData("https://here.example:8443", new string[0], false)]
    [InlineData("https://there.example", new string[0], false)]
    [InlineData("https://here.example", new[] { "https://other.example" }, true)] // its own pages stay welcome
    [InlineData("https://there.example", new[] { "https://there.example/" }, true)]
    [InlineData("https://there.example", new[] { "*" }, true)]
    [InlineData("null", new string[0], false)]
    [InlineData("null", new[] { "https://*.example" }, false)]
    [InlineData("https://a.example.com", new[] { "https://*.example.com" }, true)]
    [InlineData("https://a.b.example.com", new[] { "https://*.example.com" }, true)]
    [InlineData("https://A.Example.COM", new[] { "https://*.example.com" }, true)]
    [InlineData("https://example.com", new[] { "https://*.example.com" }, false)]
    [InlineData("https://.example.com", new[] { "https://*.example.com" }, false)]
    [InlineData("https://evilexample.com", new[] { "https://*.example.com" }, false)]
    [InlineData("https://a.example.com.evil.org", new[] { "https://*.example.com" }, false)]
    [InlineData("https://evil.org/.example.com", new[] { "https://*.example.com" }, false)]
    [InlineData("https://evil.org:1.example.com", new[] { "https://*.example.com" }, false)]
    [InlineData("https://evil@x.example.com", new[] { "https://*.example.com" }, false)]
    [InlineData("http://a.example.com", new[] { "https://*.example.com" }, false)]
    [InlineData("http://localhost:5173", new[] { "http://localhost:*" }, true)]
    [InlineData("http://localhost", new[] { "http://localhost:*" }, false)]
    [InlineData("http://localhost.evil.org:80", new[] { "http://localhost:*" }, false)]
    [InlineData("http://localhost:5173", new[] { "https://no.example", "http://localhost:*" }, true)]
    public void Pages_of_the_own_origin_and_of_those_named_may_connect_and_no_others(string? origin, string[] allowed, bool expected)
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "https";
        http.Request.Host = new HostString("here.example");
        if (origin is not null) http.Request.Headers.Origin = origin;

        Assert.Equal(expected, new OriginPolicy(allowed).Allows(http.Request));
    }
}
