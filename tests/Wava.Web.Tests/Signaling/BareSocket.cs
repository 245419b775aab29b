using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Wava.Web.Tests.Signaling;

/// <summary>A simple client: a WebSocket and nothing else.</summary>
internal sealed class BareSocket(WebSocket socket) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Id { get; private set; } = "";

    /// <summary>Opens one and says nothing yet.</summary>
    public static async Task<BareSocket> OpenAsync(CallApp app, string room, string query = "", string? origin = null)
    {
        Microsoft.AspNetCore.TestHost.WebSocketClient client = app.Server.CreateWebSocketClient();
        if (origin is not null) client.ConfigureRequest = request => request.Headers.Origin = origin;
        return new BareSocket(await client.ConnectAsync(new Uri(app.Server.BaseAddress, $"/signal/{room}{query}"), CancellationToken.None));
    }

    /// <summary>Opens one, signs in and is in the call.</summary>
    public static async Task<BareSocket> JoinAsync(Caller who, string room, string? device = null)
    {
        BareSocket socket = await OpenAsync(who.App, room);
        await socket.SendAsync("sign-in", new { token = who.Token, device });
        await socket.WelcomeAsync();
        return socket;
    }

    public async Task<JsonElement> WelcomeAsync()
    {
        JsonElement welcome = await ReadAsync("welcome");
        Id = welcome.GetProperty("data").GetProperty("peer").GetProperty("id").GetString()!;
        return welcome.GetProperty("data");
    }

    public Task SendAsync(string @event, object? data, string? to = null) => SendTextAsync(JsonSerializer.Serialize(new { @event, data, to }));

    public Task SendTextAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), type, true, CancellationToken.None);

    /// <summary>The next message, which has to be of this event.</summary>
    public async Task<JsonElement> ReadAsync(string name)
    {
        string text = await ReadTextAsync() ?? throw new InvalidOperationException($"Expected {name}, but the socket was closed: {socket.CloseStatus} {socket.CloseStatusDescription}.");
        JsonElement message = JsonElement.Parse(text);
        Assert.True(message.GetProperty("event").GetString() == name, $"Expected {name}, but this came: {text}");
        return message;
    }

    /// <summary>The next message as it came; null when the socket was closed.</summary>
    public async Task<string?> ReadTextAsync()
    {
        var buffer = new byte[100_000];
        int length = 0;
        while (true)
        {
            WebSocketReceiveResult got = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), CancellationToken.None).WaitAsync(Patience);
            if (got.MessageType == WebSocketMessageType.Close) return null;
            length += got.Count;
            if (got.EndOfMessage) return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }

    /// <summary>What the server says when it closes. Messages that come before are passed over.</summary>
    public async Task<int> ExpectClosedAsync()
    {
        while (socket.CloseStatus is null && await ReadTextAsync() is not null)
        {
        }

        return (int)socket.CloseStatus!;
    }

    public Task CloseAsync(int code = 1000) => socket.CloseAsync((WebSocketCloseStatus)code, "", CancellationToken.None).WaitAsync(Patience);

    /// <summary>The connection breaks.</summary>
    public void Crash() => socket.Abort();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }
}
