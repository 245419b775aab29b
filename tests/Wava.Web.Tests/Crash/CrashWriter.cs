using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Wava.Testing;
using Wava.Web.Tests.Rooms;

namespace Wava.Web.Tests.Crash;

/// <summary>Somebody who writes into several rooms without pause, remembers what was receipted, and sends again what was not.</summary>
internal sealed class CrashWriter(string userName, Random random)
{
    private readonly List<Written> _sent = [];
    private int _receipted;
    private string _token = "";

    /// <summary>The user's id.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Everything that was ever sent, in order.</summary>
    public IReadOnlyList<Written> Sent => _sent;

    /// <summary>How many of them were receipted: the first ones, because receipts come in order.</summary>
    public int Receipted => _receipted;

    public async Task RegisterAsync(Uri app) => await TakeSessionAsync(app, "/api/accounts", new { userName, password = People.Password, displayName = userName });

    public async Task SignInAsync(Uri app) => await TakeSessionAsync(app, "/api/session", new { userName, password = People.Password });

    /// <summary>Asks something by HTTP.</summary>
    public async Task<JsonElement> AskAsync(Uri app, HttpMethod method, string path, object? body = null)
    {
        using var http = new HttpClient { BaseAddress = app };
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using HttpResponseMessage answer = await http.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Connects by STOMP over a WebSocket.</summary>
    public async Task<StompTestClient> ConnectAsync(Uri app)
    {
        StompTestClient client = await StompTestClient.ConnectWebSocketAsync(new UriBuilder(app) { Scheme = "ws", Path = "/ws" }.Uri, "v12.stomp");
        await client.ConnectAsync(headers: ("Authorization", $"Bearer {_token}"));
        await client.SubscribeAsync("/user/queue/errors");
        return client;
    }

    /// <summary>Sends again what was not receipted, then writes more until the application is gone, or until it has no reason to.</summary>
    /// <param name="app">The application.</param>
    /// <param name="rooms">The rooms to write into.</param>
    /// <param name="goesOn">Is told of every receipt, and says whether to write more.</param>
    /// <param name="isExpected">Whether the application may be gone.</param>
    public async Task WriteAsync(Uri app, IReadOnlyList<string> rooms, Func<bool> goesOn, Func<bool> isExpected)
    {
        try
        {
            await using StompTestClient client = await ConnectAsync(app);
            // What is receipted is sent again now and then: it must not be there twice.
            if (_receipted > 0) await SendAsync(client, _sent[random.Next(_receipted)], "again");
            foreach (Written each in _sent.Skip(_receipted).ToArray()) await SendAsync(client, each, "receipt");
            await ExpectReceiptsAsync(client, () => true);
            bool more = true;
            while (more)
            {
                for (int burst = random.Next(1, 9); burst > 0; burst--)
                {
                    var written = new Written(rooms[random.Next(rooms.Count)], $"{userName}-{_sent.Count:00000000}", $"Message {_sent.Count} of {userName} {new string('x', random.Next(200))}");
                    _sent.Add(written);
                    await SendAsync(client, written, "receipt");
                }

                more = await ExpectReceiptsAsync(client, goesOn);
            }
        }
        catch (Exception e) when (e is StompTestException or WebSocketException or IOException or HttpRequestException && isExpected())
        {
            // Killed, in the middle of whatever it was.
        }
    }

    private async Task<bool> ExpectReceiptsAsync(StompTestClient client, Func<bool> goesOn)
    {
        bool more = true;
        while (_receipted < _sent.Count)
        {
            await client.ExpectReceiptAsync(_sent[_receipted].ClientId, TimeSpan.FromSeconds(60));
            _receipted++;
            more = goesOn();
        }

        return more;
    }

    private static Task SendAsync(StompTestClient client, Written what, string receipt) => client.SendAsync(
        $"/app/rooms/{what.Room}/messages", new { clientId = what.ClientId, text = what.Text }, ("receipt", receipt == "receipt" ? what.ClientId : $"{receipt}-{what.ClientId}"));

    private async Task TakeSessionAsync(Uri app, string path, object body)
    {
        using var http = new HttpClient { BaseAddress = app };
        using HttpResponseMessage answer = await http.PostAsJsonAsync(path, body);
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, string.Create(CultureInfo.InvariantCulture, $"{path}: {(int)answer.StatusCode} {session}"));
        _token = session.Text("accessToken");
        Id = session.GetProperty("user").Text("id");
    }

    /// <summary>A message that was sent.</summary>
    internal sealed record Written(string Room, string ClientId, string Text);
}
