using System.Text.Json;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

public sealed class RevokeTests
{
    [Fact]
    public async Task Whoever_may_not_listen_any_more_hears_nothing_more_and_is_told_why()
    {
        await using SessionFixture broker = NewBroker();
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync("/user/queue/errors", "errors");
        await client.SubscribeAsync("/topic/a", "a");
        await client.SubscribeAsync("/topic/b", "b");
        Assert.True(await RevokeAsync(broker, "a"));
        await client.SendAsync("/topic/a", "secret");
        await client.SendAsync("/topic/b", "public");

        JsonElement report = JsonDocument.Parse((await client.ExpectAsync("MESSAGE")).Text).RootElement;
        Assert.Equal(("revoked", "You were removed", "a"), (report.GetProperty("code").GetString(), report.GetProperty("message").GetString(), report.GetProperty("subscription").GetString()));
        Assert.Equal("public", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task Leaving_what_one_was_removed_from_is_no_mistake()
    {
        await using SessionFixture broker = NewBroker();
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "a");
        await RevokeAsync(broker, "a");
        await client.UnsubscribeAsync("a");
        await client.SubscribeAsync("/topic/a", "a");
        await client.SendAsync("/topic/a", "again");

        Assert.Equal("again", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task What_was_taken_already_cannot_be_taken_again()
    {
        await using SessionFixture broker = NewBroker();
        StompTestClient client = await broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "a");

        Assert.True(await RevokeAsync(broker, "a"));
        Assert.False(await RevokeAsync(broker, "a"));
    }

    [Fact]
    public async Task A_queues_messages_go_to_the_next_consumer_and_what_was_delivered_may_be_acknowledged()
    {
        await using SessionFixture broker = NewBroker();
        StompTestClient client = await broker.ConnectAsync();
        await client.CallAsync("SUBSCRIBE", [("destination", "/queue/q"), ("id", "q"), ("ack", "client-individual"), ("prefetch-count", "1")]);
        await client.SendAsync("/queue/q", "first");
        await client.SendAsync("/queue/q", "second");
        TestFrame first = await client.ExpectAsync("MESSAGE");
        await RevokeAsync(broker, "q");
        await client.CallAsync("ACK", [("id", first["ack"]!)]);
        await using StompTestClient other = await broker.ConnectAsync();
        await other.SubscribeAsync("/queue/q", "q");

        Assert.Equal("second", (await other.ExpectAsync("MESSAGE")).Text);
    }

    private static async Task<bool> RevokeAsync(SessionFixture broker, string id)
    {
        StompSession session = broker.Registry.Sessions.Single();
        return await session.RevokeAsync(session.Subscriptions.Single(each => each.Id == id), "You were removed", "Ask a moderator.");
    }

    private static SessionFixture NewBroker()
    {
        var broker = new SessionFixture();
        broker.Routes.Add(new ScriptedRoute { Prefix = "/user" });
        return broker;
    }
}
