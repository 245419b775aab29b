using System.Net.Http.Headers;
using System.Security.Claims;
using Wava.Testing;

namespace Wava.Web.Tests.Signaling;

/// <summary>Somebody who wants to talk.</summary>
internal sealed class Caller(CallApp app, string id, string name)
{
    public CallApp App => app;

    public string Id => id;

    public string Name => name;

    public string Token => app.TokenOf(this);

    public ClaimsPrincipal Principal => CallApp.PrincipalOf(Id, name);

    /// <summary>A tab of a browser that is connected by STOMP and listens to everything that a call needs. It has not joined yet.</summary>
    public async Task<Tab> OpenTabAsync(string room, string? device = null)
    {
        StompTestClient client = await app.ConnectStompAsync(headers: ("Authorization", $"Bearer {Token}"));
        var tab = new Tab(client, room, device ?? $"device-{Guid.NewGuid():N}");
        await tab.ListenAsync();
        return tab;
    }

    /// <summary>The same, and it is in the call.</summary>
    public async Task<Tab> JoinAsync(string room, string? device = null)
    {
        Tab tab = await OpenTabAsync(room, device);
        await tab.JoinAsync();
        return tab;
    }

    public HttpClient CreateClient()
    {
        HttpClient client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }
}
