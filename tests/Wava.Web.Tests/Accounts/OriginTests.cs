using System.Net;
using Wava.Testing;

namespace Wava.Web.Tests.Accounts;

public sealed class OriginTests
{
    public static TheoryData<string> Foreign =>
    [
        "https://evil.example", "null", "http://localhost.evil.example", "http://evillocalhost", "https://localhost", "http://localhost:8080", "http://localhost@evil.example", "file://", "http://127.0.0.1",
        "chrome-extension://abcdefgh", "http://localhost evil", "HTTP://EVIL.EXAMPLE",
    ];

    [Theory, MemberData(nameof(Foreign))]
    public async Task Pages_of_other_sites_open_no_socket(string origin)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        StompTestException refused = await Assert.ThrowsAsync<StompTestException>(() => app.OpenStompAsync("/ws", request: request => request.Headers.Origin = origin));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<StompTestException>(() => app.OpenStompAsync("/ws/000/abcdefgh/websocket", request: request => request.Headers.Origin = origin));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Foreign))]
    public async Task Pages_of_other_sites_use_no_transport_of_SockJS(string origin)
    {
        await using WavaApp app = await WavaApp.StartAsync();
        using HttpClient client = app.CreateClient();
        foreach ((HttpMethod method, string path) in new[]
        {
            (HttpMethod.Get, "/ws/info"),
            (HttpMethod.Post, "/ws/000/abcdefg1/xhr"),
            (HttpMethod.Post, "/ws/000/abcdefg2/xhr_streaming"),
            (HttpMethod.Post, "/ws/000/abcdefg3/xhr_send"),
            (HttpMethod.Get, "/ws/000/abcdefg4/eventsource"),
            (HttpMethod.Get, "/ws/000/abcdefg5/htmlfile?c=callback"),
            (HttpMethod.Get, "/ws/000/abcdefg6/jsonp?c=callback"),
            (HttpMethod.Post, "/ws/000/abcdefg7/jsonp_send"),
        })
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.TryAddWithoutValidation("Origin", origin);
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{path}: {answer.StatusCode}");
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task Our_own_pages_and_those_that_are_allowed_open_sockets()
    {
        await using WavaApp app = await WavaApp.StartAsync(StorageEngine.SQLite, ("Stomp:AllowedOrigins:0", "https://chat.example.com"));
        using Person ann = await app.SignUpAsync("Ann");
        foreach (string origin in new[] { "http://localhost", "https://chat.example.com" })
        {
            await using StompTestClient client = await app.ConnectStompAsync("/ws", request: request => request.Headers.Origin = origin, headers: ("Authorization", $"Bearer {ann.Token}"));
            await client.FenceAsync();
        }
    }
}
