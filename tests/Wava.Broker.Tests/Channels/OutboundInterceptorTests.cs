using Wava.Broker.Channels;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Channels;

public sealed class OutboundInterceptorTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Each_subscriber_can_get_something_else_in_the_same_place()
    {
        Intercept((message, subscription) => subscription.Id == "plain" ? message : Message.Create(message.Destination, "for you"u8));
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "plain");
        await client.SubscribeAsync("/topic/a", "special");
        await client.SendAsync("/topic/a", "for all");

        TestFrame[] messages = [await client.ExpectAsync("MESSAGE"), await client.ExpectAsync("MESSAGE")];
        Assert.Equal("for all", messages.Single(each => each["subscription"] == "plain").Text);
        Assert.Equal("for you", messages.Single(each => each["subscription"] == "special").Text);
        Assert.Equal(messages[0]["message-id"], messages[1]["message-id"]);
    }

    [Fact]
    public async Task A_subscriber_can_be_spared_a_message()
    {
        Intercept((message, _) => message.GetHeader("secret") is null ? message : null);
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s");
        await client.CallAsync("SEND", [("destination", "/topic/a"), ("secret", "yes")], "1");
        await client.SendAsync("/topic/a", "2");

        Assert.Equal("2", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task An_interceptor_that_fails_costs_its_subscriber_the_message_and_nobody_else_anything()
    {
        Intercept((message, subscription) => subscription.Id == "bad" ? throw new InvalidOperationException() : message);
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "bad");
        await client.SubscribeAsync("/topic/a", "good");
        await client.CallAsync("SEND", [("destination", "/topic/a")], "x");

        Assert.Equal("good", (await client.ExpectAsync("MESSAGE"))["subscription"]);
        await client.CallAsync("SEND", [("destination", "/topic/b")]); // the sender's connection lives
    }

    [Fact]
    public async Task A_queue_gives_what_its_consumer_is_spared_to_the_dead_letters_and_goes_on()
    {
        Intercept((message, subscription) => subscription.Destination == "/queue/q" && message.Body.Length == 6 ? null : message);
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/queue/q", "s");
        await client.SubscribeAsync("/queue/dead-letters", "dead");
        await client.CallAsync("SEND", [("destination", "/queue/q")], "spared");
        await client.CallAsync("SEND", [("destination", "/queue/q")], "wanted!");

        TestFrame[] messages = [await client.ExpectAsync("MESSAGE"), await client.ExpectAsync("MESSAGE")];
        Assert.Equal("spared", messages.Single(each => each["subscription"] == "dead").Text);
        Assert.Equal("wanted!", messages.Single(each => each["subscription"] == "s").Text);
    }

    private void Intercept(Func<Message, Subscription, Message?> intercept) => _broker.Interceptors.Add(new Interceptor(intercept));

    private sealed class Interceptor(Func<Message, Subscription, Message?> intercept) : IOutboundInterceptor
    {
        public Message? OnDeliver(Message message, Subscription subscription) => intercept(message, subscription);
    }
}
