using Wava.Broker.Transports.SockJs;

namespace Wava.Broker.Tests.Transports.SockJs;

public sealed class SockJsRouteTests
{
    [Theory]
    [InlineData("/echo", nameof(SockJsResource.Greeting))]
    [InlineData("/echo/", nameof(SockJsResource.Greeting))]
    [InlineData("/echo//", nameof(SockJsResource.None))]
    [InlineData("/echo/info", nameof(SockJsResource.Info))]
    [InlineData("/echo/info/", nameof(SockJsResource.None))]
    [InlineData("/echo/iframe.html", nameof(SockJsResource.Iframe))]
    [InlineData("/echo/iframe-0.1.2abc-dirty.2144.html", nameof(SockJsResource.Iframe))]
    [InlineData("/echo/iframe.HTML", nameof(SockJsResource.None))]
    [InlineData("/echo/iframeA.html", nameof(SockJsResource.None))]
    [InlineData("/echo/iframe", nameof(SockJsResource.None))]
    [InlineData("/echo/websocket", nameof(SockJsResource.RawWebSocket))]
    [InlineData("/echo/000/abc/websocket", nameof(SockJsResource.WebSocket))]
    [InlineData("/echo/000/abc/xhr", nameof(SockJsResource.Xhr))]
    [InlineData("/echo/000/abc/XHR", nameof(SockJsResource.None))]
    [InlineData("/echo/000/abc/xhr;setup.bat", nameof(SockJsResource.None))]
    [InlineData("/echo/000/abc/xhr/", nameof(SockJsResource.None))]
    [InlineData("/echo/0.0/abc/xhr", nameof(SockJsResource.None))]
    [InlineData("/echo/000/a.c/xhr", nameof(SockJsResource.None))]
    [InlineData("/echo//abc/xhr", nameof(SockJsResource.None))]
    [InlineData("/echo/000//xhr", nameof(SockJsResource.None))]
    [InlineData("/echo/xhr", nameof(SockJsResource.None))]
    public void A_path_stands_for_one_thing(string path, string expected) => Assert.Equal(expected, SockJsRoute.Parse(path, 1).Resource.ToString());

    [Fact]
    public void A_session_is_named_by_the_second_segment_exactly() => Assert.Equal("aBc d", SockJsRoute.Parse("/a/b/000/aBc d/xhr", 2).SessionId);

    [Fact]
    public void A_novel_is_no_session_id() => Assert.Equal(SockJsResource.None, SockJsRoute.Parse($"/echo/0/{new string('a', 257)}/xhr", 1).Resource);
}
