using System.Text;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Users;

/// <summary>What the application and its handlers send to users.</summary>
public sealed class UserMessengerTests : IAsyncDisposable
{
    private readonly UserFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task The_application_reaches_all_sessions_of_a_user_and_hears_how_many_listened()
    {
        UserClient[] joes = [await _broker.ConnectAsync("joe"), await _broker.ConnectAsync("joe"), await _broker.ConnectAsync("joe")];
        await joes[0].SubscribeAsync();
        await joes[1].SubscribeAsync();

        Assert.Equal(2, await _broker.ToUserAsync("joe", "hi"));
        Assert.Equal(0, await _broker.ToUserAsync("ann", "hi"));

        await joes[0].ExpectAsync("hi");
        await joes[1].ExpectAsync("hi");
        Assert.Equal(1, _broker.Unrouted);
    }

    [Fact]
    public async Task All_sessions_of_a_user_get_the_message_by_the_same_id()
    {
        UserClient[] joes = [await _broker.ConnectAsync("joe"), await _broker.ConnectAsync("joe")];
        foreach (UserClient each in joes) await each.SubscribeAsync();

        await _broker.ToUserAsync("joe", "hi");

        Assert.Equal((await joes[0].Client.ExpectAsync("MESSAGE"))["message-id"], (await joes[1].Client.ExpectAsync("MESSAGE"))["message-id"]);
    }

    [Fact]
    public async Task A_handlers_message_reaches_all_sessions_the_one_it_answers_included()
    {
        UserClient here = await _broker.ConnectAsync("joe");
        UserClient there = await _broker.ConnectAsync("joe");
        await here.SubscribeAsync();
        await there.SubscribeAsync();

        await _broker.PublishAsync("/user/joe/queue/a", "1", here.Session);
        await _broker.Route.SendToUserAsync("joe", UserFixture.NewMessage("/user/queue/a", "2"), here.Session, default);

        await here.ExpectAsync("1", "2");
        await there.ExpectAsync("1", "2");
    }

    [Fact]
    public async Task A_message_to_one_session_spares_the_users_others()
    {
        UserClient here = await _broker.ConnectAsync("joe");
        UserClient there = await _broker.ConnectAsync("joe");
        await here.SubscribeAsync();
        await there.SubscribeAsync();

        Assert.Equal(1, await _broker.ToSessionAsync(here.Session.Id, "1"));
        await _broker.PublishAsync($"/user/{here.Session.Id}/queue/a", "2", there.Session);
        Assert.Equal(0, await _broker.ToSessionAsync("none of that id", "3"));

        await here.ExpectAsync("1", "2");
        await there.ExpectAsync();
        Assert.Equal(1, _broker.Unrouted);
    }

    [Fact]
    public async Task A_name_counts_before_a_session_id()
    {
        UserClient nobody = await _broker.ConnectAsync();
        UserClient named = await _broker.ConnectAsync(nobody.Session.Id);
        await nobody.SubscribeAsync();
        await named.SubscribeAsync();

        await _broker.PublishAsync($"/user/{nobody.Session.Id}/queue/a", "hi");

        await named.ExpectAsync("hi");
        await nobody.ExpectAsync();
    }

    [Fact]
    public async Task One_message_may_be_sent_to_many_users_and_again()
    {
        UserClient ann = await _broker.ConnectAsync("ann");
        UserClient joe = await _broker.ConnectAsync("joe");
        await ann.SubscribeAsync();
        await joe.SubscribeAsync();
        Message message = UserFixture.NewMessage("/user/queue/a", "hi", ("mood", "good"));

        foreach (string user in new[] { "ann", "joe", "joe" }) await _broker.Route.SendToUserAsync(user, message, null, default);

        TestFrame[] all = [await ann.Client.ExpectAsync("MESSAGE"), await joe.Client.ExpectAsync("MESSAGE"), await joe.Client.ExpectAsync("MESSAGE")];
        Assert.Equal(3, all.Select(each => each["message-id"]).Distinct().Count());
        Assert.All(all, each => Assert.Equal(("/user/queue/a", "good", "hi"), (each["destination"], each["mood"], each.Text)));
    }

    [Theory]
    [InlineData("/topic/a")]
    [InlineData("/user/joe/queue/a")]
    [InlineData("/user")]
    [InlineData("/users/queue/a")]
    public async Task A_destination_that_no_client_could_listen_to_is_refused(string destination)
    {
        Assert.Equal("Unknown destination", (await Assert.ThrowsAsync<StompException>(() => _broker.ToUserAsync("joe", "x", destination))).Message);
        Assert.Equal("Unknown destination", (await Assert.ThrowsAsync<StompException>(() => _broker.ToSessionAsync("x", "x", destination))).Message);
    }

    [Fact]
    public async Task A_pattern_is_refused()
    {
        Assert.Equal("Cannot send to a pattern", (await Assert.ThrowsAsync<StompException>(() => _broker.ToUserAsync("joe", "x", "/user/queue/*"))).Message);
        Assert.Equal("Cannot send to a pattern", (await Assert.ThrowsAsync<StompException>(() => _broker.PublishAsync("/user/joe/queue/*", "x"))).Message);
    }

    [Fact]
    public async Task What_cannot_be_a_name_is_refused()
    {
        foreach (string name in new[] { "a\0b", "a\u0085b", "a\ud800b", "\ufffe" })
            Assert.Equal("Bad user name", (await Assert.ThrowsAsync<StompException>(() => _broker.ToUserAsync(name, "x"))).Message);
    }

    [Fact]
    public async Task Nobody_is_nobodys_name()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _broker.ToUserAsync("", "x"));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _broker.ToUserAsync(null!, "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => _broker.ToSessionAsync("", "x"));
    }

    [Fact]
    public async Task A_user_whose_name_cannot_be_one_is_served_as_an_unknown_one()
    {
        _broker.Naming = _ => "a\nb";
        UserClient odd = await _broker.ConnectAsync("odd");
        await odd.SubscribeAsync();

        Assert.Equal(1, await _broker.ToSessionAsync(odd.Session.Id, "hi"));
        Assert.Equal(0, _broker.Route.UserCount);

        await odd.ExpectAsync("hi");
    }

    [Fact]
    public async Task The_name_that_messages_are_addressed_to_may_be_another_than_that_of_the_sign_in()
    {
        _broker.Naming = login => login == "joe@example.org" ? "4711" : null;
        UserClient joe = await _broker.ConnectAsync("joe@example.org");
        UserClient unnamed = await _broker.ConnectAsync("ann@example.org");
        await joe.SubscribeAsync();
        await unnamed.SubscribeAsync();

        Assert.Equal(1, await _broker.ToUserAsync("4711", "1"));
        Assert.Equal(0, await _broker.ToUserAsync("joe@example.org", "2"));
        await joe.SendAsync("/user/4711/queue/a", "3");

        await joe.ExpectAsync("1", "3");
        await unnamed.ExpectAsync();
    }

    [Fact]
    public async Task The_prefix_may_be_another_one()
    {
        await using var broker = new UserFixture { Prefix = "/me" };
        UserClient joe = await broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/me/queue/a");

        await broker.PublishAsync("/me/joe/queue/a", "hi");

        await joe.ExpectAsync("hi");
        Assert.False(broker.Route.Covers("/user/queue/a"u8));
        Assert.False(broker.Route.Covers("/message/a"u8));
    }

    [Fact]
    public void Without_interceptors_a_message_to_a_user_costs_nothing_on_its_way()
    {
        _broker.Serve();
        long allocated = 0;
        // Everything is flushed on this thread, so that no outbox grows while it waits for another one.
        FlushBatch.Open();
        StompSession[] joes = [Connect(), Connect()];
        for (int i = 0; i < 100; i++)
        {
            FlushBatch.RunHere();
            Message message = UserFixture.NewMessage("/user/queue/a", $"{i}");
            long before = GC.GetAllocatedBytesForCurrentThread();
            ValueTask<int> sent = _broker.Route.SendToUserAsync("joe", message, null, default);
            if (i > 20) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(joes.Length, ResultOf(sent));
        }

        FlushBatch.Close();
        Assert.Equal(0, allocated);

        StompSession Connect()
        {
            StompSession session = new Conversation(_broker.Broker, connect: false).Session;
            foreach (string frame in new[] { "CONNECT\naccept-version:1.2\nhost:h\nlogin:joe\n\n\0", "SUBSCRIBE\nid:s\ndestination:/user/queue/a\n\n\0" })
                Assert.True(ResultOf(session.ReceiveAsync(Encoding.UTF8.GetBytes(frame))));

            return session;
        }
    }

    [Fact]
    public async Task A_stopped_broker_takes_nothing_and_says_why()
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync();
        _broker.Channel.Closed = "It is being repaired.";

        foreach (Func<Task> attempt in new Func<Task>[]
        {
            () => _broker.ToUserAsync("joe", "x"), () => _broker.ToSessionAsync(joe.Session.Id, "x"), () => _broker.PublishAsync("/user/joe/queue/a", "x"),
        })
            Assert.Equal("It is being repaired.", (await Assert.ThrowsAsync<BrokerUnavailableException>(attempt)).Details);

        await joe.Client.SendAsync("/user/joe/queue/a", "x");
        await joe.ExpectRefusalAsync("Broker not available", "repaired");
    }

    /// <summary>What came of something that does not have to wait.</summary>
    private static T ResultOf<T>(ValueTask<T> done) => done.IsCompletedSuccessfully ? done.Result : throw new InvalidOperationException("It waits.");
}
