using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Users;

/// <summary>A connected client, with the server's view of it.</summary>
internal sealed record UserClient(StompTestClient Client, StompSession Session)
{
    public Task<string> SubscribeAsync(string destination = "/user/queue/a", params (string Name, string Value)[] headers) =>
        Client.SubscribeAsync(destination, headers: headers);

    /// <summary>Sends a message and waits until it has taken effect.</summary>
    public Task SendAsync(string destination, string body) => Client.CallAsync("SEND", [("destination", destination)], body);

    /// <summary>Expects these messages, in this order, and no other one. What has been sent to the client has been put on its way by now.</summary>
    public async Task ExpectAsync(params string[] bodies)
    {
        foreach (string body in bodies) Assert.Equal(body, (await Client.ExpectAsync("MESSAGE")).Text);
        // Frames keep their order: had there been another message, it would come before this receipt.
        await Client.SendFrameAsync("SEND", [("destination", "/topic/nobody-listens"), ("receipt", "quiet")], "");
        Assert.Equal("quiet", (await Client.ExpectAsync("RECEIPT"))["receipt-id"]);
    }

    /// <summary>Expects a frame to be refused in these words.</summary>
    public async Task ExpectRefusalAsync(string message, string details)
    {
        TestFrame error = await Client.ExpectErrorAsync();
        Assert.Equal(message, error["message"]);
        Assert.Contains(details, error.Text, StringComparison.Ordinal);
    }
}
