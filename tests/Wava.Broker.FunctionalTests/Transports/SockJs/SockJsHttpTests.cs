using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Transports.SockJs;

/// <summary>SockJS over real sockets: what clients, proxies and attackers do to it.</summary>
public sealed class SockJsHttpTests
{
    [Fact]
    public async Task A_thousand_clients_poll_at_once_and_each_gets_each_message()
    {
        await using SockJsHost host = await SockJsHost.StartAsync(sockJs: options => options.DisconnectDelay = TimeSpan.FromSeconds(60));
        using HttpClient http = host.Client();
        string topic = Destination.Topic();
        SockJsClient[] clients = [.. Enumerable.Range(0, 1000).Select(_ => new SockJsClient(http, "/ws"))];
        await Parallel.ForEachAsync(clients, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (each, _) => await each.SubscribeAsync(topic));
        Assert.Equal(1000, host.Sessions.Count);

        for (int i = 0; i < 3; i++)
        {
            Task<string>[] polls = [.. clients.Select(each => each.ExpectAsync("MESSAGE"))];
            await host.PublishAsync(topic, $"message {i}");
            string[] heard = await Task.WhenAll(polls);
            Assert.All(heard, each => Assert.EndsWith($"\n\nmessage {i}\0", each, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_stream_that_breaks_off_ends_the_session_and_its_id_is_free()
    {
        await using SockJsHost host = await SockJsHost.StartAsync();
        using HttpClient http = host.Client();
        var client = new SockJsClient(http, "/ws", "same");
        StreamReader stream = await client.StreamAsync();
        Assert.Equal("o", await stream.ReadLineAsync());
        Assert.Equal(1, host.Connections);
        stream.Dispose();
        await Eventually.IsTrue(() => host.Connections == 0, "the session ended");

        Assert.Equal(HttpStatusCode.NotFound, await client.SendAsync("x"));
        using StreamReader again = await client.StreamAsync();
        Assert.Equal("o", await again.ReadLineAsync());
    }

    [Fact]
    public async Task Clients_that_are_killed_in_the_middle_of_everything_leave_nothing_behind()
    {
        await using SockJsHost host = await SockJsHost.StartAsync(sockJs: options => options.DisconnectDelay = TimeSpan.FromSeconds(1));
        string[] requests =
        [
            "POST /ws/0/{0}/xhr_streaming HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
            "POST /ws/0/{0}/xhr HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
            "POST /echo/0/{0}/xhr_streaming HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\nPOST /echo/0/{0}/xhr_send HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n[\"cut",
            "GET /ws/0/{0}/eventsource HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /ws/0/{0}/htmlfile?c=x HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /echo/0/{0}/websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\u0001",
        ];
        await Parallel.ForEachAsync(Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (i, stop) =>
        {
            using var socket = new TcpClient { LingerState = new LingerOption(i % 2 == 0, 0) };
            await socket.ConnectAsync(IPAddress.Loopback, host.Port);
            await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(requests[i % requests.Length].Replace("{0}", $"k{i}", StringComparison.Ordinal)), stop);
            if (i % 3 == 0) Assert.NotEqual(0, await socket.GetStream().ReadAsync(new byte[1], stop));
        });

        await Eventually.IsTrue(() => host.Connections == 0, "all sessions ended");
        Assert.Empty(host.Sessions.Sessions);
        lock (host.Log) Assert.DoesNotContain(host.Log, each => each.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Streams_and_sends_work_over_http_2()
    {
        await using SockJsHost host = await SockJsHost.StartAsync(protocols: HttpProtocols.Http2);
        using HttpClient http = host.Client(HttpVersion.Version20);
        var client = new SockJsClient(http, "/echo");
        using StreamReader stream = await client.StreamAsync();
        Assert.Equal("o", await stream.ReadLineAsync());
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.NoContent, await client.SendAsync($"{i}"));
            Assert.Equal($"a[\"{i}\"]", await stream.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        }
    }

    [Fact]
    public async Task Nothing_compresses_frames_not_even_middleware_that_compresses_everything()
    {
        await using SockJsHost host = await SockJsHost.StartAsync(
            configure: app => app.UseResponseCompression(),
            services: services => services.AddResponseCompression(options => options.EnableForHttps = true));
        using HttpClient http = host.Client();
        http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        var client = new SockJsClient(http, "/echo");
        using StreamReader stream = await client.StreamAsync();
        Assert.Equal("o", await stream.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        await client.SendAsync("x");

        Assert.Equal("a[\"x\"]", await stream.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_session_belongs_to_its_user()
    {
        await using SockJsHost host = await SockJsHost.StartAsync();
        using HttpClient ann = host.Client(user: "ann");
        using HttpClient bob = host.Client(user: "bob");
        using HttpClient nobody = host.Client();
        Assert.Equal("o", await new SockJsClient(ann, "/echo", "s").PollAsync());

        foreach (HttpClient other in new[] { bob, nobody })
        {
            Assert.Equal(HttpStatusCode.NotFound, await new SockJsClient(other, "/echo", "s").SendAsync("x"));
            using HttpResponseMessage poll = await other.PostAsync("/echo/000/s/xhr", null);
            Assert.Equal(HttpStatusCode.NotFound, poll.StatusCode);
        }

        // Another connection of the same user is as good as the first.
        using HttpClient elsewhere = host.Client(user: "ann");
        Assert.Equal(HttpStatusCode.NoContent, await new SockJsClient(elsewhere, "/echo", "s").SendAsync("mine"));
        Assert.Equal("a[\"mine\"]", await new SockJsClient(ann, "/echo", "s").PollAsync());
    }

    [Fact]
    public async Task A_strayed_request_is_logged_with_what_to_do_and_no_id_ever_is()
    {
        await using SockJsHost host = await SockJsHost.StartAsync();
        using HttpClient http = host.Client();
        var client = new SockJsClient(http, "/ws", "secret-id");
        Assert.Equal(HttpStatusCode.NotFound, await client.SendAsync("x"));
        await client.SubscribeAsync(Destination.Topic());
        await client.SendAsync("NONSENSE\n\n\0");
        await client.ExpectAsync("ERROR");

        lock (host.Log)
        {
            Assert.Contains(host.Log, each => each.Contains(" 1005 ", StringComparison.Ordinal) && each.Contains("stickiness", StringComparison.Ordinal));
            Assert.DoesNotContain(host.Log, each => each.StartsWith("Information", StringComparison.Ordinal) && each.Contains("secret-id", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Too_many_sessions_of_one_user_or_address_are_turned_away()
    {
        await using SockJsHost host = await SockJsHost.StartAsync(sockJs: options => (options.MaxSessionsPerUser, options.MaxSessionsPerAddress) = (2, 3));
        using HttpClient ann = host.Client(user: "ann");
        using HttpClient nobody = host.Client();
        int[] ofAnn = [await OpenAsync(ann), await OpenAsync(ann), await OpenAsync(ann)];
        int[] ofOthers = [await OpenAsync(nobody), await OpenAsync(nobody)];
        Assert.Equal([200, 200, 429], ofAnn);
        Assert.Equal([200, 429], ofOthers);
        Assert.Equal(3, host.Connections);

        static async Task<int> OpenAsync(HttpClient http)
        {
            using HttpResponseMessage response = await http.PostAsync($"/echo/000/{Guid.NewGuid():N}/xhr", null);
            return (int)response.StatusCode;
        }
    }

    [Fact]
    public async Task Bodies_and_arrays_have_their_limits_and_the_session_outlives_a_breach()
    {
        await using SockJsHost host = await SockJsHost.StartAsync(sockJs: options => (options.MaxRequestSize, options.MaxMessagesPerRequest) = (2000, 10));
        using HttpClient http = host.Client();
        var client = new SockJsClient(http, "/echo");
        await client.PollAsync();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await client.SendAsync(new string('x', 2000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await client.SendAsync([.. Enumerable.Repeat("x", 11)]));
        Assert.Equal(HttpStatusCode.NoContent, await client.SendAsync("fine"));
        Assert.Equal("a[\"fine\"]", await client.PollAsync());
    }

    [Fact]
    public async Task An_application_that_does_not_read_makes_its_client_wait()
    {
        var read = new TaskCompletionSource();
        await using SockJsHost host = await SockJsHost.StartAsync(
            sockJs: options => (options.MaxWaitingMessages, options.DisconnectDelay) = (2, TimeSpan.FromSeconds(60)),
            handler: async session =>
            {
                await read.Task;
                await foreach (string message in session.ReadAllAsync()) session.TrySend(message);
            });
        using HttpClient http = host.Client();
        var client = new SockJsClient(http, "/echo");
        await client.PollAsync();
        Assert.Equal(HttpStatusCode.NoContent, await client.SendAsync("1", "2"));
        Task<HttpStatusCode> third = client.SendAsync("3");
        await Task.WhenAny(third, Task.Delay(200));
        Assert.False(third.IsCompleted);
        read.SetResult();

        Assert.Equal(HttpStatusCode.NoContent, await third);
    }

    [Fact]
    public async Task A_handler_sees_who_its_client_is_and_how_it_is_connected()
    {
        await using SockJsHost host = await SockJsHost.StartAsync(handler: async session =>
            await session.SendAsync($"{session.User?.Identity?.Name} {session.Transport} {session.RemoteAddress} {session.Services.GetService<TimeProvider>() is not null}"));
        using HttpClient http = host.Client(user: "ann");
        var client = new SockJsClient(http, "/echo");
        await client.PollAsync();

        Assert.Equal("a[\"ann xhr-polling 127.0.0.1 True\"]", await client.PollAsync());
        Assert.Equal("c[1000,\"Normal closure\"]", await client.PollAsync());
    }

    [Fact]
    public async Task A_handler_that_fails_ends_its_session_and_tells_nothing_of_the_cause()
    {
        await using SockJsHost host = await SockJsHost.StartAsync(handler: _ => throw new InvalidOperationException("the cause"));
        using HttpClient http = host.Client();
        var client = new SockJsClient(http, "/echo");
        await client.PollAsync();

        Assert.Equal("c[1011,\"Server error\"]", await client.PollAsync());
        lock (host.Log) Assert.Contains(host.Log, each => each.StartsWith("Error 1007", StringComparison.Ordinal) && each.Contains("the cause", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Clients_are_told_to_leave_when_the_server_stops()
    {
        await using SockJsHost host = await SockJsHost.StartAsync();
        using HttpClient http = host.Client();
        var stomp = new SockJsClient(http, "/ws");
        var echo = new SockJsClient(http, "/echo");
        using StreamReader ofStomp = await stomp.StreamAsync();
        using StreamReader ofEcho = await echo.StreamAsync();
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("c[1001,\"The server is shutting down\"]", (await ofEcho.ReadToEndAsync()).Split('\n')[1]);
        string[] frames = (await ofStomp.ReadToEndAsync()).Split('\n');
        Assert.StartsWith("a[\"ERROR\\n", frames[1], StringComparison.Ordinal);
        Assert.Equal("c[1001,\"The server is shutting down\"]", frames[2]);
    }

    [Theory]
    [InlineData("/ws")]
    [InlineData("/ws/websocket")]
    public async Task A_bare_websocket_speaks_stomp_at_the_endpoint_and_below(string path)
    {
        await using SockJsHost host = await SockJsHost.StartAsync();
        await using StompTestClient client = await StompTestClient.ConnectWebSocketAsync(new Uri($"ws://127.0.0.1:{host.Port}{path}"), "v12.stomp");
        await client.ConnectAsync();

        Assert.Equal("websocket", Assert.Single(host.Sessions.Sessions).Transport);
    }

    [Fact]
    public async Task The_library_for_iframes_comes_from_the_server_with_its_licence_and_may_be_kept()
    {
        await using SockJsHost host = await SockJsHost.StartAsync();
        using HttpClient http = host.Client();
        using HttpResponseMessage page = await http.GetAsync("/ws/iframe-1.6.1.html");
        Assert.Equal("frame-ancestors 'self'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.Contains("<script src=\"./sockjs-1.6.1.min.js\"></script>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage library = await http.GetAsync("/ws/sockjs-1.6.1.min.js");
        string text = await library.Content.ReadAsStringAsync();
        Assert.Contains("Copyright (c) 2011-2018 The sockjs-client Authors", text, StringComparison.Ordinal);
        Assert.Contains("sockjs-client v1.6.1", text, StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/ws/sockjs-1.6.1.min.js");
        again.Headers.IfNoneMatch.Add(library.Headers.ETag!);
        using HttpResponseMessage unchanged = await http.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task A_script_element_of_a_foreign_page_opens_no_session()
    {
        await using SockJsHost host = await SockJsHost.StartAsync();
        using HttpClient http = host.Client();
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        http.DefaultRequestHeaders.Referrer = new Uri("https://evil.example/");
        using HttpResponseMessage response = await http.GetAsync("/echo/000/x/jsonp?c=steal");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, host.Connections);
    }
}
