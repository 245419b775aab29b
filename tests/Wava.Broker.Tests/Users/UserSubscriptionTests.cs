using Wava.Testing;

namespace Wava.Broker.Tests.Users;

public sealed class UserSubscriptionTests : IAsyncDisposable
{
    private readonly UserFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_user_hears_what_is_sent_to_it_under_the_destination_it_subscribed_to()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        string id = await joe.SubscribeAsync("/user/queue/foo");

        await _broker.PublishAsync("/user/joe/queue/foo", "hi");

        TestFrame message = await joe.Client.ExpectAsync("MESSAGE");
        Assert.Equal("hi", message.Text);
        Assert.Equal("/user/queue/foo", message["destination"]);
        Assert.Equal(id, message["subscription"]);
    }

    [Fact]
    public async Task Two_sessions_of_a_user_each_get_a_message_once()
    {
        UserClient one = await _broker.ConnectAsync("joe");
        UserClient two = await _broker.ConnectAsync("joe");
        await one.SubscribeAsync();
        await two.SubscribeAsync();

        await _broker.PublishAsync("/user/joe/queue/a", "hi");

        await one.ExpectAsync("hi");
        await two.ExpectAsync("hi");
    }

    [Fact]
    public async Task It_works_without_a_known_user_for_what_is_sent_to_the_session()
    {
        UserClient nobody = await _broker.ConnectAsync();
        UserClient other = await _broker.ConnectAsync();
        await nobody.SubscribeAsync();
        await other.SubscribeAsync();

        Assert.Equal(1, await _broker.ToSessionAsync(nobody.Session.Id, "1"));
        await _broker.PublishAsync($"/user/{nobody.Session.Id}/queue/a", "2");

        await nobody.ExpectAsync("1", "2");
        await other.ExpectAsync();
    }

    [Fact]
    public async Task Several_subscriptions_of_one_session_each_get_what_they_name()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/user/queue/a");
        await joe.SubscribeAsync("/user/queue/a");
        await joe.SubscribeAsync("/user/queue/b");

        Assert.Equal(2, await _broker.ToUserAsync("joe", "a"));
        Assert.Equal(1, await _broker.ToUserAsync("joe", "b", "/user/queue/b"));
        Assert.Equal(0, await _broker.ToUserAsync("joe", "c", "/user/queue/ab"));

        await joe.ExpectAsync("a", "a", "b");
    }

    [Fact]
    public async Task UNSUBSCRIBE_stops_it()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        string id = await joe.SubscribeAsync();
        await joe.SubscribeAsync("/user/queue/b");
        await joe.Client.CallAsync("UNSUBSCRIBE", [("id", id)]);

        Assert.Equal(0, await _broker.ToUserAsync("joe", "a"));
        Assert.Equal(1, await _broker.ToUserAsync("joe", "b", "/user/queue/b"));

        await joe.ExpectAsync("b");
    }

    [Fact]
    public async Task Nothing_is_left_of_a_session_that_has_ended_and_its_users_others_go_on()
    {
        UserClient one = await _broker.ConnectAsync("joe");
        UserClient two = await _broker.ConnectAsync("joe");
        UserClient nobody = await _broker.ConnectAsync();
        foreach (UserClient each in new[] { one, two, nobody })
        {
            await each.SubscribeAsync("/user/queue/a");
            await each.SubscribeAsync("/user/queue/**");
        }

        Assert.Equal((1, 3), (_broker.Route.UserCount, _broker.Route.SessionCount));
        await one.Client.DisposeAsync();
        await Eventually.IsTrue(() => _broker.Route.SessionCount == 2, "the lost session was forgotten");
        Assert.Equal(2, await _broker.ToUserAsync("joe", "x"));
        await two.Client.DisconnectAsync();
        await nobody.Client.DisconnectAsync();

        await Eventually.IsTrue(() => (_broker.Route.UserCount, _broker.Route.SessionCount) == (0, 0), "everybody was forgotten");
    }

    [Fact]
    public async Task A_user_who_comes_back_is_heard_again()
    {
        for (int round = 0; round < 3; round++)
        {
            UserClient joe = await _broker.ConnectAsync("joe");
            await joe.SubscribeAsync();
            Assert.Equal(1, await _broker.ToUserAsync("joe", $"{round}"));
            await joe.ExpectAsync($"{round}");
            await joe.Client.DisconnectAsync();
            await Eventually.IsTrue(() => _broker.Route.SessionCount == 0, "the session was forgotten");
        }
    }

    [Theory]
    [InlineData("/user/joe/queue/a")]
    [InlineData("/user/topic2/a")]
    [InlineData("/user")]
    [InlineData("/user/**")]
    [InlineData("/user/*/a")]
    [InlineData("/user/qu*/a")]
    public async Task A_client_names_nobody_when_it_subscribes(string destination)
    {
        UserClient joe = await _broker.ConnectAsync("joe");

        await joe.Client.SendFrameAsync("SUBSCRIBE", [("destination", destination), ("id", "s")]);

        await joe.ExpectRefusalAsync("Unknown destination", "/user/queue/news");
    }

    [Theory]
    [InlineData("/user/queue/*", 2)]
    [InlineData("/user/queue/**", 3)]
    [InlineData("/user/*/a", -1)]
    [InlineData("/user/queue/pri*", 1)]
    public async Task Patterns_stand_for_several_destinations_of_the_user(string pattern, int heard)
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        if (heard < 0)
        {
            await Assert.ThrowsAnyAsync<StompTestException>(() => joe.SubscribeAsync(pattern));
            return;
        }

        await joe.SubscribeAsync(pattern);
        int took = 0;
        foreach (string destination in new[] { "/user/queue/a", "/user/queue/prices", "/user/queue/b/c", "/user/topic/a" })
            took += await _broker.ToUserAsync("joe", "x", destination);

        Assert.Equal(heard, took);
    }

    [Fact]
    public async Task Patterns_can_be_switched_off()
    {
        _broker.Broker.Memory.AllowWildcards = false;
        UserClient joe = await _broker.ConnectAsync("joe");

        await joe.Client.SendFrameAsync("SUBSCRIBE", [("destination", "/user/queue/*"), ("id", "s")]);

        await joe.ExpectRefusalAsync("Patterns are not allowed", "Subscribe to each");
    }

    [Fact]
    public async Task A_selector_counts_as_with_topics()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/user/queue/a", ("selector", "colour = 'red'"));

        await _broker.Route.SendToUserAsync("joe", UserFixture.NewMessage("/user/queue/a", "1", ("colour", "blue")), null, default);
        await _broker.Route.SendToUserAsync("joe", UserFixture.NewMessage("/user/queue/a", "2", ("colour", "red")), null, default);

        await joe.ExpectAsync("2");
        Assert.Equal(1, _broker.Unrouted);
    }

    [Theory]
    [InlineData("client")]
    [InlineData("client-individual")]
    public async Task Messages_can_be_acknowledged_as_those_of_topics(string mode)
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.Client.SubscribeAsync("/user/queue/a", ack: mode);
        await _broker.ToUserAsync("joe", "1");
        await _broker.ToUserAsync("joe", "2");

        await joe.Client.ExpectAsync("MESSAGE");
        TestFrame second = await joe.Client.ExpectAsync("MESSAGE");
        await joe.Client.CallAsync("ACK", [("id", second["ack"]!)]);
    }

    [Fact]
    public async Task Who_asks_for_what_it_missed_is_told_that_nothing_is_kept()
    {
        UserClient joe = await _broker.ConnectAsync("joe");

        TestFrame receipt = await joe.Client.CallAsync("SUBSCRIBE", [("destination", "/user/queue/a"), ("id", "s"), ("wava-replay", "5")]);

        Assert.Equal("false", receipt["wava-recovered"]);
    }

    [Fact]
    public async Task A_name_that_a_queue_of_Springs_would_have_is_an_ordinary_queue_without_any_meaning()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        UserClient thief = await _broker.ConnectAsync("thief");
        await joe.SubscribeAsync("/user/queue/a");
        foreach (string name in new[] { joe.Session.Id, "joe" }) await thief.SubscribeAsync($"/queue/a-user{name}");
        await thief.SubscribeAsync("/queue/a");
        await thief.SubscribeAsync("/topic/user/**");

        await _broker.ToUserAsync("joe", "for joe alone");
        await thief.SendAsync($"/queue/a-user{joe.Session.Id}", "forged");

        await joe.ExpectAsync("for joe alone");
        await thief.ExpectAsync("forged");
    }
}
