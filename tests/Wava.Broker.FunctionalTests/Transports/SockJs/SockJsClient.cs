using System.Net;
using System.Text;
using System.Text.Json;

namespace Wava.Broker.FunctionalTests.Transports.SockJs;

/// <summary>A SockJS session that is driven request by request.</summary>
internal sealed class SockJsClient(HttpClient http, string endpoint, string? id = null)
{
    private readonly string _path = $"{endpoint}/000/{id ?? Guid.NewGuid().ToString("N")}";

    public string Path => _path;

    /// <summary>One poll: the frame it was answered with.</summary>
    public async Task<string> PollAsync()
    {
        using HttpResponseMessage response = await http.PostAsync($"{_path}/xhr", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsStringAsync()).TrimEnd('\n');
    }

    /// <summary>Opens a stream; its prelude has been read.</summary>
    public async Task<StreamReader> StreamAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_path}/xhr_streaming") { Version = http.DefaultRequestVersion, VersionPolicy = http.DefaultVersionPolicy };
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal(new string('h', 2048), await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        return reader;
    }

    public Task<HttpResponseMessage> PostAsync(string body) => http.PostAsync($"{_path}/xhr_send", new StringContent(body, Encoding.UTF8, "text/plain"));

    public async Task<HttpStatusCode> SendAsync(params string[] messages)
    {
        using HttpResponseMessage response = await PostAsync(JsonSerializer.Serialize(messages));
        return response.StatusCode;
    }

    /// <summary>Polls until a frame brings the STOMP frame of this command.</summary>
    public async Task<string> ExpectAsync(string command)
    {
        while (true)
        {
            string frame = await PollAsync();
            Assert.True(frame[0] is 'a' or 'h', $"Expected {command}, but came {frame}");
            if (frame[0] == 'h') continue;
            if (JsonSerializer.Deserialize<string[]>(frame[1..])!.FirstOrDefault(each => each.StartsWith(command, StringComparison.Ordinal)) is { } found) return found;
        }
    }

    /// <summary>Opens the session, connects, and subscribes.</summary>
    public async Task SubscribeAsync(string destination)
    {
        Assert.Equal("o", await PollAsync());
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync("CONNECT\naccept-version:1.2\nhost:x\nheart-beat:0,0\n\n\0"));
        await ExpectAsync("CONNECTED");
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync($"SUBSCRIBE\nid:1\ndestination:{destination}\nreceipt:r\n\n\0"));
        await ExpectAsync("RECEIPT");
    }
}
