using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Channels;
using Wava.Broker.Frames;
using Wava.Broker.FunctionalTests.Hosts;
using Wava.Broker.Hosting;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Users;
using Wava.Testing;

namespace Wava.Broker.FunctionalTests.Docs.SpringCases;

/// <summary>What docs/from-spring.md says of user destinations (E), handlers (F) and failures (G), case by case.</summary>
public sealed class SpringCaseTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private StompTestClient _joe = null!;

    public async Task InitializeAsync()
    {
        _app = await StartAsync(broker => broker.AddHandler<SpringCaseHandlers>().AddHandler<SpringCaseClass>().Configure(options => options.Handlers.CopiedHeaders.Add("trace")));
        _joe = await ConnectAsync("joe");
    }

    public async Task DisposeAsync()
    {
        await _joe.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task E1_E2_Each_session_gets_its_own_and_sees_the_destination_that_it_subscribed_to()
    {
        await using var second = await ConnectAsync("joe");
        await _joe.SubscribeAsync("/user/queue/foo");
        await second.SubscribeAsync("/user/queue/foo");

        Assert.Equal(2, await Template.SendToUserAsync("joe", "/queue/foo", "hey"));

        foreach (var each in new[] { _joe, second })
        {
            await each.ExpectMessageAsync("/user/queue/foo", "hey");
            await each.ExpectNothingAsync();
        }
    }

    [Fact]
    public async Task E3_E6_A_session_without_a_user_has_destinations_too()
    {
        await using var nobody = await ConnectAsync(null);
        await nobody.SubscribeAsync("/user/queue/foo");

        Assert.Equal(1, await Template.SendToSessionAsync(nobody.SessionId, "/queue/foo", "one"));
        await nobody.SendAsync($"/user/{nobody.SessionId}/queue/foo", "two");

        await nobody.ExpectMessageAsync("/user/queue/foo", "one");
        await nobody.ExpectMessageAsync("/user/queue/foo", "two");
    }

    [Fact]
    public async Task E4_What_a_client_sends_to_its_own_user_reaches_its_own_session_only()
    {
        await using var second = await ConnectAsync("joe");
        await _joe.SubscribeAsync("/user/queue/foo");
        await second.SubscribeAsync("/user/queue/foo");

        await _joe.SendConfirmedAsync("/user/joe/queue/foo", "hey");

        await _joe.ExpectMessageAsync("/user/queue/foo", "hey");
        await second.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    public async Task E5_A_name_with_a_slash_and_even_one_with_an_escape_in_it_can_be_addressed(string name, string spelling)
    {
        await using var client = await ConnectAsync(name);
        await client.SubscribeAsync("/user/queue/foo");

        await Template.SendAsync($"/user/{spelling}/queue/foo", "by destination");
        await Template.SendToUserAsync(name, "/queue/foo", "by name");

        await client.ExpectMessageAsync("/user/queue/foo", "by destination");
        await client.ExpectMessageAsync("/user/queue/foo", "by name");
    }

    [Fact]
    public async Task E7_E8_Who_is_away_or_does_not_listen_any_more_gets_nothing_and_nobody_fails()
    {
        var id = await _joe.SubscribeAsync("/user/queue/foo");
        await _joe.UnsubscribeAsync(id);

        Assert.Equal(0, await Template.SendToUserAsync("joe", "/queue/foo", "late"));
        Assert.Equal(0, await Template.SendToUserAsync("offline", "/queue/foo", "hey"));
        await _joe.ExpectNothingAsync();
    }

    [Fact]
    public async Task E9_F15_Points_can_separate()
    {
        await using var app = await StartAsync(broker => broker.AddHandler<SpringCaseDots>().Configure(options => options.Memory.DestinationSeparator = '.'));
        await using var joe = await app.GetTestServer().ConnectStompAsync("/ws", user: "joe");
        await joe.SubscribeAsync("/user/queue/a.b");
        await joe.SubscribeAsync("/topic/room.7");

        await joe.SendAsync("/app/dotted.room.7", "");
        await app.Services.GetRequiredService<IMessageTemplate>().SendToUserAsync("joe", "/queue/a.b", "hey");

        await joe.ExpectMessageAsync("/topic/room.7", "7");
        await joe.ExpectMessageAsync("/user/queue/a.b", "hey");
    }

    [Fact]
    public async Task E11_The_registry_knows_users_sessions_and_subscriptions()
    {
        var users = _app.Services.GetRequiredService<IUserRegistry>();
        await using var second = await ConnectAsync("joe");
        await using var nobody = await ConnectAsync(null);
        await nobody.SubscribeAsync("/topic/found");

        Assert.Equal(1, users.Count);
        Assert.Equal([_joe.SessionId, second.SessionId], users.Find("joe")!.Sessions.Select(each => each.Id));
        Assert.Equal(nobody.SessionId, users.FindSubscriptions(each => each.Destination == "/topic/found").Single().Session.Id);
        await _joe.DisconnectAsync();
        await second.DisconnectAsync();
        await Eventually.IsTrue(() => users.Find("joe") is null, "joe is gone");
    }

    [Fact]
    public async Task E12_Nobody_sends_into_the_destinations_of_another_user()
    {
        await _joe.SendAsync("/user/ann/queue/foo", "spam");

        await _joe.ExpectErrorAsync("Access denied");
    }

    [Fact]
    public async Task F1_Without_an_attribute_the_answer_goes_to_the_topic_of_the_same_name() =>
        await AnsweredAsync("/app/plain", "hey", "/topic/plain", "hey");

    [Fact]
    public async Task F2_F5_All_destinations_of_both_attributes_get_it_once()
    {
        string[] destinations = ["/topic/one", "/topic/two", "/user/queue/mine"];
        foreach (var each in destinations) await _joe.SubscribeAsync(each);

        await _joe.SendConfirmedAsync("/app/both", "hey");

        foreach (var each in destinations) await _joe.ExpectMessageAsync(each, "hey");
        await _joe.ExpectNothingAsync();
    }

    [Fact]
    public async Task F3_A_method_s_destination_counts_more_than_its_class_s()
    {
        await _joe.SubscribeAsync("/topic/class");
        await _joe.SubscribeAsync("/topic/own");
        await _joe.SubscribeAsync("/user/queue/class/bare");

        await _joe.SendConfirmedAsync("/app/class/default", "class");
        await _joe.SendConfirmedAsync("/app/class/own", "own");
        await _joe.SendConfirmedAsync("/app/class/bare", "bare");

        await _joe.ExpectMessageAsync("/topic/class", "class");
        await _joe.ExpectMessageAsync("/topic/own", "own");
        await _joe.ExpectMessageAsync("/user/queue/class/bare", "bare");
        await _joe.ExpectNothingAsync();
    }

    [Fact]
    public async Task F4_F7_An_answer_to_the_user_reaches_all_sessions_or_the_one_that_asked()
    {
        await using var second = await ConnectAsync("joe");
        await using var nobody = await ConnectAsync(null);
        foreach (var each in new[] { _joe, second, nobody })
        {
            await each.SubscribeAsync("/user/queue/mine");
            await each.SubscribeAsync("/user/queue/mine-only");
        }

        await _joe.SendConfirmedAsync("/app/mine", "all");
        await _joe.SendConfirmedAsync("/app/mine-only", "one");
        await nobody.SendConfirmedAsync("/app/mine", "own");

        await _joe.ExpectMessageAsync("/user/queue/mine", "all");
        await _joe.ExpectMessageAsync("/user/queue/mine-only", "one");
        await second.ExpectMessageAsync("/user/queue/mine", "all");
        await second.ExpectNothingAsync();
        await nobody.ExpectMessageAsync("/user/queue/mine", "own");
        await nobody.ExpectNothingAsync();
    }

    [Fact]
    public async Task F6_A_variable_is_filled_in() => await AnsweredAsync("/app/rooms/lobby", "hey", "/topic/rooms/lobby", "lobby: hey");

    [Fact]
    public async Task F8_A_subscription_is_answered_once_under_its_own_id_and_the_broker_knows_nothing_of_it()
    {
        var id = await _joe.SubscribeAsync("/app/once");

        Assert.Equal(id, (await _joe.ExpectMessageAsync("/app/once", "once"))["subscription"]);
        await _joe.ExpectNothingAsync();
    }

    [Fact]
    public async Task F9_A_body_that_breaks_the_rules_can_be_answered_by_an_exception_handler() =>
        await AnsweredAsync("/app/checked", """{"name":""}""", "/user/queue/validation", "name");

    [Fact]
    public async Task F10_An_exception_s_cause_is_looked_at() => await AnsweredAsync("/app/fails", "", "/user/queue/timeouts", "inside");

    [Theory]
    [InlineData("hey", "/topic/later", "hey")]
    [InlineData("fail", "/user/queue/timeouts", "later")]
    public async Task F12_A_task_s_result_is_sent_when_it_is_there_and_its_failure_answered(string body, string destination, string answer) =>
        await AnsweredAsync("/app/later", body, destination, answer);

    [Fact]
    public async Task F13_Headers_are_required_optional_or_have_a_default()
    {
        await _joe.SubscribeAsync("/topic/headers");
        await _joe.SubscribeAsync("/user/queue/errors");

        await _joe.SendAsync("/app/headers", "", ("must", "1"));
        await _joe.SendAsync("/app/headers", "", ("must", "1"), ("may", "yes"), ("otherwise", "8"));
        await _joe.SendAsync("/app/headers", "");
        await _joe.SendAsync("/app/headers", "", ("must", "one"));

        await _joe.ExpectMessageAsync("/topic/headers", "1 - 7");
        await _joe.ExpectMessageAsync("/topic/headers", "1 yes 8");
        Assert.Equal("Missing header", (await _joe.ExpectErrorReportAsync()).Message);
        Assert.Equal("Malformed header", (await _joe.ExpectErrorReportAsync()).Message);
    }

    [Theory]
    [InlineData("/app/specific/one", "/topic/specific/one", "one")]
    [InlineData("/app/specific/two", "/topic/specific/two", "any two")]
    public async Task F14_The_most_specific_mapping_wins(string destination, string answered, string answer) =>
        await AnsweredAsync(destination, "", answered, answer);

    [Fact]
    public async Task F14_Two_that_claim_the_same_are_told_at_the_start()
    {
        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => InMemoryApp.StartAsync(
            builder => builder.Services.AddStompBroker(),
            app =>
            {
                app.MapStomp("/ws");
                app.MapMessage("/a/{one}", (string one) => one);
                app.MapMessage("/a/{other}", (string other) => other);
            }));

        Assert.Contains("both claim", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F16_Null_sends_nothing()
    {
        await _joe.SubscribeAsync("/topic/nothing");

        await _joe.SendConfirmedAsync("/app/nothing", "");

        await _joe.ExpectNothingAsync();
    }

    [Fact]
    public async Task F17_Headers_that_are_named_are_copied_to_the_answer()
    {
        await _joe.SubscribeAsync("/topic/plain");

        await _joe.SendAsync("/app/plain", "hey", ("trace", "t"), ("other", "o"));

        var answer = await _joe.ExpectMessageAsync("/topic/plain", "hey");
        Assert.Equal(("t", null), (answer["trace"], answer["other"]));
    }

    [Theory]
    [InlineData("object", "application/json")]
    [InlineData("plain", "text/plain;charset=UTF-8")]
    [InlineData("octets", "application/octet-stream")]
    public async Task F18_The_content_type_follows_from_the_type_of_the_answer(string handler, string type)
    {
        await _joe.SubscribeAsync($"/topic/{handler}");

        await _joe.SendAsync($"/app/{handler}", "hey");

        Assert.Equal(type, (await _joe.ExpectMessageAsync($"/topic/{handler}"))["content-type"]);
    }

    [Theory]
    [InlineData(false, "Not here", "Go away.")]
    [InlineData(true, "Rewritten", "Otherwise.")]
    public async Task G1_G2_What_an_interceptor_throws_is_an_ERROR_with_the_receipt_s_id_and_its_words_can_be_rewritten(bool rewrite, string message, string details)
    {
        await using var app = await StartAsync(broker =>
        {
            broker.AddInterceptor<Refusing>();
            if (rewrite) broker.UseErrorHandler<Rewriting>();
        });
        await using var client = await app.GetTestServer().ConnectStompAsync("/ws");

        await client.SendFrameAsync("SUBSCRIBE", [("id", "0"), ("destination", "/topic/closed"), ("receipt", "r")]);

        var error = await client.ExpectErrorAsync(message);
        Assert.Equal(("r", details), (error["receipt-id"], error.Text.TrimEnd()));
        Assert.Equal(1008, await client.ExpectClosedAsync());
    }

    private IMessageTemplate Template => _app.Services.GetRequiredService<IMessageTemplate>();

    private Task<StompTestClient> ConnectAsync(string? user) => _app.GetTestServer().ConnectStompAsync("/ws", user);

    private async Task AnsweredAsync(string destination, string body, string answered, string answer)
    {
        await _joe.SubscribeAsync(answered);
        await _joe.SendAsync(destination, body);
        await _joe.ExpectMessageAsync(answered, answer);
        await _joe.ExpectNothingAsync();
    }

    private static Task<WebApplication> StartAsync(Action<StompBrokerBuilder> add) =>
        InMemoryApp.StartAsync(builder => add(builder.Services.AddStompBroker()), app => app.MapStomp("/ws"));

    private sealed class Refusing : IInboundInterceptor
    {
        public ValueTask InvokeAsync(InboundContext context, InboundDelegate next) =>
            context.Command == StompCommand.Subscribe ? throw new StompException("Not here", "Go away.") : next(context);
    }

    private sealed class Rewriting : IStompErrorHandler
    {
        public void OnError(StompError error) => (error.Message, error.Details) = ("Rewritten", "Otherwise.");
    }
}
