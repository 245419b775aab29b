using System.Text.Json;
using Wava.Broker.Brokers;
using Wava.Broker.Channels;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Users;
using Wava.Testing;

namespace Wava.Broker.Tests.Channels;

public sealed class MessageTemplateTests : IAsyncDisposable
{
    private readonly UserFixture _broker = new();
    private MessageTemplate? _template;

    private MessageTemplate Template => _template ??= new MessageTemplate(
        new MessageConverters(JsonSerializerOptions.Web, []), new Publisher([_broker.Route, new ToBroker(_broker.Broker.Broker)]), _broker.Route, _broker.Channel, 60, '/');

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_application_sends_to_everybody_who_listens_to_a_destination()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/topic/a");

        await Template.SendAsync("/topic/a", "hi", [KeyValuePair.Create("mood", "good")]);

        TestFrame message = await joe.Client.ExpectAsync("MESSAGE");
        Assert.Equal(("/topic/a", "good", "hi"), (message["destination"], message["mood"], message.Text));
        Assert.StartsWith("text/plain", message["content-type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destination_may_name_a_user()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/user/queue/a");

        await Template.SendAsync("/user/joe/queue/a", new Greeting("hi"));

        TestFrame message = await joe.Client.ExpectAsync("MESSAGE");
        Assert.Equal(("/user/queue/a", """{"text":"hi"}"""), (message["destination"], message.Text));
        Assert.StartsWith("application/json", message["content-type"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/queue/a")]
    [InlineData("/user/queue/a")]
    public async Task To_users_and_sessions_it_sends_with_or_without_the_prefix(string destination)
    {
        UserClient[] joes = [await _broker.ConnectAsync("joe"), await _broker.ConnectAsync("joe")];
        foreach (UserClient each in joes) await each.SubscribeAsync("/user/queue/a");

        Assert.Equal(2, await Template.SendToUserAsync("joe", destination, "1"));
        Assert.Equal(1, await Template.SendToSessionAsync(joes[0].Session.Id, destination, "2"));
        Assert.Equal(0, await Template.SendToUserAsync("ann", destination, "3"));
        Assert.Equal(0, await Template.SendToSessionAsync("none", destination, "4"));

        await joes[0].ExpectAsync("1", "2");
        await joes[1].ExpectAsync("1");
    }

    [Fact]
    public async Task A_message_that_is_encoded_already_is_sent_as_it_is_as_often_as_one_likes()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/topic/a");
        Message message = UserFixture.NewMessage("/topic/a", "hi", ("mood", "good"));

        await Template.SendAsync(message);
        await Template.SendAsync(message);

        TestFrame[] both = [await joe.Client.ExpectAsync("MESSAGE"), await joe.Client.ExpectAsync("MESSAGE")];
        Assert.All(both, each => Assert.Equal(("good", "hi"), (each["mood"], each.Text)));
        Assert.NotEqual(both[0]["message-id"], both[1]["message-id"]);
    }

    [Fact]
    public async Task Several_messages_are_sent_in_order_and_together()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/topic/a");

        // While the second is made, the first waits for it: nothing has reached the client yet.
        await Template.SendAllAsync("/topic/a", Numbers(20, before => Assert.Equal(before, joe.Session.Outbox.Frames)));

        await joe.ExpectAsync([.. Enumerable.Range(0, 20).Select(number => $"{number}")]);
    }

    [Fact]
    public async Task However_many_there_are_little_is_held_back_at_a_time()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/topic/a");
        string large = new('x', 20_000);

        // Two are together; before the third is made, they go out.
        await Template.SendAllAsync("/topic/a", Numbers(3, before =>
            Assert.True(SpinWait.SpinUntil(() => joe.Session.Outbox.Frames == before % 2, TimeSpan.FromSeconds(30)))).Select(number => number + large));

        await joe.ExpectAsync([.. Enumerable.Range(0, 3).Select(number => number + large)]);
    }

    [Fact]
    public async Task Of_several_messages_those_before_one_that_is_refused_are_sent()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/topic/a");

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Template.SendAllAsync("/topic/a", Numbers(3, before => _ = before < 2 ? 0 : throw new InvalidOperationException())));
        await Template.SendAsync("/topic/a", "next");

        await joe.ExpectAsync("0", "1", "next");
    }

    [Fact]
    public async Task Several_messages_wait_for_a_broker_that_takes_its_time()
    {
        var slow = new SlowRoute();
        var template = new MessageTemplate(new MessageConverters(JsonSerializerOptions.Web, []), new Publisher([slow]), _broker.Route, _broker.Channel, 60, '/');

        await template.SendAllAsync("/topic/a", Numbers(5, before => Assert.Equal(before, slow.Taken.Count)));

        Assert.Equal(["0", "1", "2", "3", "4"], slow.Taken);
    }

    [Theory]
    [InlineData("/elsewhere/a", "Unknown destination", "outside all prefixes")]
    [InlineData("/user/joe/elsewhere/a", "Unknown destination", "/user/<name>")]
    [InlineData("/topic//a", "Bad destination", "empty segment")]
    [InlineData("/topic/a\nb", "Bad destination", "control character")]
    [InlineData("/topic/123456789012345678901234567890123456789012345678901234567890", "Bad destination", "at most 60")]
    [InlineData("/topic/*", "Cannot send to a pattern", "'*'")]
    public async Task A_destination_that_nobody_can_listen_to_is_refused_with_the_reason(string destination, string message, string details)
    {
        StompException refusal = await Assert.ThrowsAsync<StompException>(async () => await Template.SendAsync(destination, "x"));

        Assert.Equal(message, refusal.Message);
        Assert.Contains(details, refusal.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/elsewhere/a", "Unknown destination")]
    [InlineData("/user/joe/queue/a", "Unknown destination")]
    [InlineData("/users/queue/a", "Unknown destination")]
    [InlineData("queue/a", "Unknown destination")]
    [InlineData("/queue//a", "Bad destination")]
    [InlineData("/queue/*", "Cannot send to a pattern")]
    public async Task So_is_one_that_no_user_can_listen_to(string destination, string message)
    {
        Assert.Equal(message, (await Assert.ThrowsAsync<StompException>(async () => await Template.SendToUserAsync("joe", destination, "x"))).Message);
        Assert.Equal(message, (await Assert.ThrowsAsync<StompException>(async () => await Template.SendToSessionAsync("joe", destination, "x"))).Message);
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        Assert.Equal("destination", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await Template.SendAsync(null!, "x"))).ParamName);
        Assert.Equal("destination", (await Assert.ThrowsAsync<ArgumentException>(async () => await Template.SendAsync("", "x"))).ParamName);
        Assert.Equal("message", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await Template.SendAsync((Message)null!))).ParamName);
        Assert.Equal("user", (await Assert.ThrowsAsync<ArgumentException>(async () => await Template.SendToUserAsync("", "/queue/a", "x"))).ParamName);
        Assert.Equal("destination", (await Assert.ThrowsAsync<ArgumentException>(async () => await Template.SendToUserAsync("joe", "", "x"))).ParamName);
        Assert.Equal("sessionId", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await Template.SendToSessionAsync(null!, "/queue/a", "x"))).ParamName);
    }

    [Fact]
    public async Task A_stopped_broker_takes_nothing()
    {
        _broker.Channel.Closed = "It is being repaired.";

        foreach (Func<Task> attempt in new Func<Task>[]
        {
            async () => await Template.SendAsync("/topic/a", "x"), async () => await Template.SendAsync(UserFixture.NewMessage("/topic/a", "x")),
            async () => await Template.SendToUserAsync("joe", "/queue/a", "x"), async () => await Template.SendToSessionAsync("x", "/queue/a", "x"),
        })
            Assert.Equal("It is being repaired.", (await Assert.ThrowsAsync<BrokerUnavailableException>(attempt)).Details);
    }

    private static IEnumerable<string> Numbers(int count, Action<int> look)
    {
        for (int number = 0; number < count; number++)
        {
            look(number);
            yield return $"{number}";
        }
    }

    private sealed record Greeting(string Text);

    private sealed class SlowRoute : IPublishRoute
    {
        public List<string> Taken { get; } = [];

        public bool Covers(ReadOnlySpan<byte> destination) => true;

        public async ValueTask PublishAsync(Message message, StompSession? sender, CancellationToken stop)
        {
            await Task.Yield();
            Taken.Add(System.Text.Encoding.UTF8.GetString(message.Body.Span));
        }
    }

    private sealed class ToBroker(IMessageBroker broker) : IPublishRoute
    {
        public bool Covers(ReadOnlySpan<byte> destination) => destination.StartsWith("/topic/"u8) || destination.StartsWith("/queue/"u8);

        public ValueTask PublishAsync(Message message, StompSession? sender, CancellationToken stop)
        {
            Assert.Null(sender);
            return broker.PublishAsync(message, stop);
        }
    }
}
