using Microsoft.AspNetCore.Http;
using Wava.Broker.Transports;

namespace Wava.Broker.Tests.Transports;

public sealed class OriginPolicyTests
{
    [Theory]
    [InlineData(null, null, true)]
    [InlineData("same-origin", null, true)]
    [InlineData("none", null, true)]
    [InlineData("cross-site", "https://app.example.com/page", true)]
    [InlineData("cross-site", "https://evil.example/page", false)]
    [InlineData("cross-site", null, false)]
    [InlineData("same-site", "https://other.here.example/", false)]
    public void A_script_element_of_another_site_is_held_against_the_page_it_stands_in(string? site, string? referer, bool expected)
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "https";
        http.Request.Host = new HostString("here.example");
        if (site is not null) http.Request.Headers["Sec-Fetch-Site"] = site;
        if (referer is not null) http.Request.Headers.Referer = referer;

        Assert.Equal(expected, new OriginPolicy(["https://*.example.com"]).AllowsEmbedding(http.Request));
        Assert.True(new OriginPolicy(["*"]).AllowsEmbedding(http.Request));
    }

    [Fact]
    public void Only_pages_that_may_connect_may_put_ours_into_a_frame()
    {
        Assert.Equal("frame-ancestors 'self'", new OriginPolicy([]).FrameAncestors());
        Assert.Equal(
            "frame-ancestors 'self' https://a.example https://*.b.example http://localhost:*",
            new OriginPolicy(["https://a.example/", "https://*.b.example", "http://localhost:*", "https://c-*.example", "null", "https://d.example; x"]).FrameAncestors());
        Assert.Null(new OriginPolicy(["https://a.example", "*"]).FrameAncestors());
    }
}
