using Wava.Testing;

namespace Wava.Broker.Tests.Users;

/// <summary>What clients send to users. Whether they may is decided before it comes to the route.</summary>
public sealed class UserSendTests : IAsyncDisposable
{
    private readonly UserFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_message_reaches_all_sessions_of_the_user_it_names_and_nobody_else()
    {
        UserClient ann = await _broker.ConnectAsync("ann");
        UserClient[] joes = [await _broker.ConnectAsync("joe"), await _broker.ConnectAsync("joe")];
        UserClient joanna = await _broker.ConnectAsync("joe2");
        foreach (UserClient each in (UserClient[])[ann, .. joes, joanna]) await each.SubscribeAsync();

        await ann.SendAsync("/user/joe/queue/a", "hi");

        foreach (UserClient joe in joes) await joe.ExpectAsync("hi");
        await ann.ExpectAsync();
        await joanna.ExpectAsync();
        Assert.Equal(0, _broker.Unrouted);
    }

    [Fact]
    public async Task What_a_user_sends_to_itself_reaches_the_sending_session_only()
    {
        UserClient here = await _broker.ConnectAsync("joe");
        UserClient there = await _broker.ConnectAsync("joe");
        await here.SubscribeAsync();
        await there.SubscribeAsync();

        await here.SendAsync("/user/joe/queue/a", "note to self");

        await here.ExpectAsync("note to self");
        await there.ExpectAsync();
    }

    [Fact]
    public async Task A_client_reaches_its_own_session_by_its_id_with_and_without_a_user()
    {
        foreach (string? login in new[] { null, "joe" })
        {
            UserClient own = await _broker.ConnectAsync(login);
            UserClient other = await _broker.ConnectAsync(login);
            await own.SubscribeAsync();
            await other.SubscribeAsync();

            await own.SendAsync($"/user/{own.Session.Id}/queue/a", "hi");

            await own.ExpectAsync("hi");
            await other.ExpectAsync();
        }
    }

    [Fact]
    public async Task Another_clients_session_cannot_be_reached_by_its_id()
    {
        UserClient thief = await _broker.ConnectAsync();
        UserClient victim = await _broker.ConnectAsync();
        await victim.SubscribeAsync();

        await thief.SendAsync($"/user/{victim.Session.Id}/queue/a", "psst");

        await victim.ExpectAsync();
        Assert.Equal(1, _broker.Unrouted);
    }

    [Fact]
    public async Task A_user_who_calls_itself_by_another_clients_session_id_gets_nothing_that_this_one_sends_itself()
    {
        UserClient victim = await _broker.ConnectAsync();
        UserClient thief = await _broker.ConnectAsync(victim.Session.Id);
        await victim.SubscribeAsync();
        await thief.SubscribeAsync();

        await victim.SendAsync($"/user/{victim.Session.Id}/queue/a", "mine");
        await _broker.ToSessionAsync(victim.Session.Id, "mine too");

        await victim.ExpectAsync("mine", "mine too");
        await thief.ExpectAsync();
    }

    [Fact]
    public async Task To_a_user_who_is_not_there_nothing_happens()
    {
        UserClient ann = await _broker.ConnectAsync("ann");
        UserClient joe = await _broker.ConnectAsync("joe"); // connected, but listens to nothing

        await ann.SendAsync("/user/nobody/queue/a", "hi");
        await ann.SendAsync("/user/joe/queue/a", "hi");
        await joe.SubscribeAsync("/user/queue/b");
        await ann.SendAsync("/user/joe/queue/a", "hi");

        await joe.ExpectAsync();
        Assert.Equal(3, _broker.Unrouted);
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("100%", "100%25")]
    [InlineData("%", "%25")]
    [InlineData("..", "%2E%2E")]
    [InlineData("a*b", "a%2Ab")]
    [InlineData("joe@example.org", "joe@example.org")]
    [InlineData("José", "Jos%C3%A9")]
    [InlineData("José", "José")]
    [InlineData("Jose\u0301", "José")]
    [InlineData("José", "Jose\u0301")]
    [InlineData("Jose\u0301", "Jos%c3%a9")]
    [InlineData("a b:c\\d", "a b:c\\d")]
    [InlineData("🙂", "%F0%9F%99%82")]
    [InlineData("queue", "queue")]
    [InlineData("user", "user")]
    public async Task Every_name_can_be_written_in_a_destination(string name, string spelling)
    {
        UserClient user = await _broker.ConnectAsync(name);
        UserClient ann = await _broker.ConnectAsync("ann");
        await user.SubscribeAsync();

        await ann.SendAsync($"/user/{spelling}/queue/a", "hi");
        Assert.Equal(1, await _broker.ToUserAsync(name, "again"));

        await user.ExpectAsync("hi", "again");
    }

    [Theory]
    [InlineData("Joe")]
    [InlineData("JOE")]
    [InlineData("joe ")]
    [InlineData("jоe")] // the letter in the middle is Cyrillic
    [InlineData("ｊoe")]
    [InlineData("joe%20")]
    [InlineData("%256aoe")]
    public async Task A_name_that_only_looks_alike_is_another_one(string spelling)
    {
        UserClient joe = await _broker.ConnectAsync("joe");
        UserClient ann = await _broker.ConnectAsync("ann");
        await joe.SubscribeAsync();

        await ann.SendAsync($"/user/{spelling}/queue/a", "hi");

        await joe.ExpectAsync();
    }

    [Theory]
    [InlineData("/user/a%00b/queue/a", "Bad user name", "control characters")]
    [InlineData("/user/a%0Ab/queue/a", "Bad user name", "control characters")]
    [InlineData("/user/%C2%85/queue/a", "Bad user name", "control characters")]
    [InlineData("/user/a%/queue/a", "Bad user name", "%25")]
    [InlineData("/user/a%2/queue/a", "Bad user name", "%25")]
    [InlineData("/user/a%2G/queue/a", "Bad user name", "%25")]
    [InlineData("/user/a%FF/queue/a", "Bad user name", "UTF-8")]
    [InlineData("/user/a%ED%A0%80/queue/a", "Bad user name", "UTF-8")]
    [InlineData("/user/joe/elsewhere/a", "Unknown destination", "/user/<name>")]
    [InlineData("/user/queue/a", "Unknown destination", "/user/<name>")]
    [InlineData("/user/joe", "Unknown destination", "/user/<name>")]
    [InlineData("/user", "Unknown destination", "/user/<name>")]
    [InlineData("/user/joe/queue/*", "Cannot send to a pattern", "%2A")]
    [InlineData("/user/*/queue/a", "Cannot send to a pattern", "%2A")]
    public async Task What_names_nobody_is_refused_with_the_reason(string destination, string message, string details)
    {
        UserClient ann = await _broker.ConnectAsync("ann");

        await ann.Client.SendAsync(destination, "x");

        await ann.ExpectRefusalAsync(message, details);
    }

    [Fact]
    public async Task Headers_and_body_come_through_and_what_only_the_server_says_does_not()
    {
        UserClient ann = await _broker.ConnectAsync("ann");
        UserClient joe = await _broker.ConnectAsync("joe", "1.1");
        await joe.SubscribeAsync();

        await ann.Client.SendAsync("/user/joe/queue/a", "ü\0", ("mood", "a:b\nc"), ("content-length", "3"), ("content-type", "text/x"), ("message-id", "forged"), ("user-name", "root"));

        TestFrame message = await joe.Client.ExpectAsync("MESSAGE");
        Assert.Equal("ü\0", message.Text);
        Assert.Equal(("a:b\nc", "text/x", "3"), (message["mood"], message["content-type"], message["content-length"]));
        Assert.Null(message["user-name"]);
        Assert.NotEqual("forged", message["message-id"]);
    }

    [Fact]
    public async Task A_session_gets_what_is_sent_to_its_user_and_to_itself_in_the_order_of_sending()
    {
        UserClient ann = await _broker.ConnectAsync("ann");
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/user/queue/a");
        await joe.SubscribeAsync("/user/topic/b");
        for (int i = 0; i < 30; i += 3)
        {
            await ann.SendAsync("/user/joe/queue/a", $"{i}");
            await _broker.ToSessionAsync(joe.Session.Id, $"{i + 1}", "/user/topic/b");
            await _broker.ToUserAsync("joe", $"{i + 2}");
        }

        long last = 0;
        for (int i = 0; i < 30; i++)
        {
            TestFrame message = await joe.Client.ExpectAsync("MESSAGE");
            Assert.Equal($"{i}", message.Text);
            long number = long.Parse(message["message-id"]!.Split('-')[1], null);
            Assert.True(number > last, "message-ids rise");
            last = number;
        }
    }

    [Fact]
    public async Task Where_points_separate_a_destination_is_written_with_them()
    {
        _broker.Broker.Memory.DestinationSeparator = '.';
        _broker.Broker.Memory.QueuePrefixes.Add("a");
        UserClient joe = await _broker.ConnectAsync("joe@x.org");
        UserClient ann = await _broker.ConnectAsync("ann");
        foreach (string destination in new[] { "/user/a.b", "/user/queue.c", "/user/queue/d.e" }) await joe.SubscribeAsync(destination);

        foreach (string rest in new[] { "/a.b", "/queue.c", "/queue/d.e" }) await ann.SendAsync($"/user/joe@x.org{rest}", rest);

        await joe.ExpectAsync("/a.b", "/queue.c", "/queue/d.e");
    }
}
