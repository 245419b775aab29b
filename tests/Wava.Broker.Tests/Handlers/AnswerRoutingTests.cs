using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Handlers;

public sealed class AnswerRoutingTests : IAsyncDisposable
{
    private readonly HandlerFixture _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_answer_goes_to_everybody_who_listens_at_its_destination()
    {
        _app.On("/chat", context => $"heard {HandlerFixture.Body(context)}", HandlerFixture.To("/topic/chat"));
        StompTestClient listener = await _app.ConnectAsync();
        await listener.SubscribeAsync("/topic/chat", "s");
        StompTestClient sender = await _app.ConnectAsync();

        await sender.SendAsync("/app/chat", "hello");

        TestFrame message = await listener.ExpectAsync("MESSAGE");
        Assert.Equal(("heard hello", "/topic/chat", "s"), (message.Text, message["destination"], message["subscription"]));
    }

    [Fact]
    public async Task An_answer_of_an_asynchronous_handler_goes_out_before_the_receipt()
    {
        _app.OnAsync("/chat", async context =>
        {
            await Task.Yield();
            return HandlerFixture.Body(context);
        }, HandlerFixture.To("/topic/chat"));
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/chat");
        await client.SendFrameAsync("SEND", [("destination", "/app/chat"), ("receipt", "r")], "hello");

        Assert.Equal("hello", (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Equal("r", (await client.ExpectAsync("RECEIPT"))["receipt-id"]);
    }

    [Fact]
    public async Task Several_destinations_get_one_message_each_and_the_body_is_encoded_once()
    {
        _app.On("/chat", _ => "x", new ReplyPlan(false, [new FixedDestination("/topic/a"), new FixedDestination("/topic/b")], [new FixedDestination("/queue/c")], false));
        StompTestClient client = await _app.ConnectAsync();
        foreach (string each in (string[])["/topic/a", "/topic/b", "/user/queue/c"]) await client.SubscribeAsync(each);

        await client.CallAsync("SEND", [("destination", "/app/chat")]);

        var destinations = new List<string?>();
        for (int i = 0; i < 3; i++)
        {
            TestFrame message = await client.ExpectAsync("MESSAGE");
            Assert.Equal("x", message.Text);
            destinations.Add(message["destination"]);
        }

        Assert.Equal(["/topic/a", "/topic/b", "/user/queue/c"], destinations);
        Assert.Equal(1, _app.Encoded);
        await HandlerFixture.NothingElseAsync(client);
    }

    [Theory]
    [InlineData("ann", true, 2)]
    [InlineData("ann", false, 1)]
    [InlineData(null, true, 1)]
    public async Task An_answer_to_the_user_reaches_all_the_users_sessions_or_the_sending_one(string? login, bool broadcast, int expected)
    {
        _app.On("/mine", _ => "x", HandlerFixture.ToUser(broadcast, "/queue/mine"));
        StompTestClient sender = await _app.ConnectAsync(login);
        StompTestClient other = await _app.ConnectAsync(login);
        await sender.SubscribeAsync("/user/queue/mine");
        await other.SubscribeAsync("/user/queue/mine");

        await sender.SendAsync("/app/mine", "");

        Assert.Equal("/user/queue/mine", (await sender.ExpectAsync("MESSAGE"))["destination"]);
        await other.SubscribeAsync("/topic/end", "end");
        await sender.SendAsync("/topic/end", "end");
        if (expected == 2) Assert.Equal("x", (await other.ExpectAsync("MESSAGE")).Text);
        Assert.Equal("end", (await other.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_sent()
    {
        _app.On("/chat", _ => null, HandlerFixture.To("/topic/chat"));
        _app.On("/reply", _ => OutgoingMessage.Reply(null!), HandlerFixture.To("/topic/chat"), AnswerKind.Outgoing);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/chat");
        await client.SendAsync("/app/chat", "");
        await client.SendAsync("/app/reply", "");
        await client.SendAsync("/topic/chat", "end");

        Assert.Equal("end", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task An_outgoing_message_says_itself_where_it_goes()
    {
        StompTestClient ann = await _app.ConnectAsync("ann");
        string annsSession = _app.Broker.Registry.Sessions.Single().Id;
        _app.On("/many", _ => new List<OutgoingMessage>
        {
            OutgoingMessage.To("/topic/a", "to a"),
            OutgoingMessage.ToUser("ann", "/queue/a", "to ann"),
            OutgoingMessage.ToSession(annsSession, "/queue/a", "to her session"),
            OutgoingMessage.Reply("reply"),
        }, HandlerFixture.To("/topic/a"), AnswerKind.Several);
        await ann.SubscribeAsync("/topic/a");
        await ann.SubscribeAsync("/user/queue/a");
        StompTestClient bob = await _app.ConnectAsync("bob");

        await bob.SendAsync("/app/many", "");

        foreach (string expected in (string[])["to a", "to ann", "to her session", "reply"]) Assert.Equal(expected, (await ann.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task What_an_object_turns_out_to_be_decides_where_it_goes()
    {
        object[] answers =
        [
            OutgoingMessage.To("/topic/b", "outgoing"),
            HandlerFixture.Message("/topic/b", "message"),
            new[] { OutgoingMessage.To("/topic/b", "one of several") },
            new List<Message> { HandlerFixture.Message("/topic/b", "one of some messages") },
            "payload",
        ];
        _app.On("/any", context => answers[int.Parse(HandlerFixture.Body(context), null)], HandlerFixture.To("/topic/a"));
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await client.SubscribeAsync("/topic/b");
        for (int i = 0; i < answers.Length; i++) await client.SendAsync("/app/any", $"{i}");

        foreach (string expected in (string[])["outgoing", "message", "one of several", "one of some messages"])
        {
            TestFrame message = await client.ExpectAsync("MESSAGE");
            Assert.Equal((expected, "/topic/b"), (message.Text, message["destination"]));
        }

        Assert.Equal("/topic/a", (await client.ExpectAsync("MESSAGE"))["destination"]);
    }

    [Fact]
    public async Task A_message_that_has_been_sent_before_can_be_an_answer_again()
    {
        Message always = HandlerFixture.Message("/topic/a", "x");
        _app.On("/same", _ => always, answer: AnswerKind.Outgoing);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await client.SendAsync("/app/same", "");
        await client.SendAsync("/app/same", "");

        TestFrame first = await client.ExpectAsync("MESSAGE");
        TestFrame second = await client.ExpectAsync("MESSAGE");

        Assert.NotEqual(first["message-id"], second["message-id"]);
    }

    [Fact]
    public async Task Chosen_headers_of_the_question_are_copied_to_the_answer_unless_it_sets_them_itself()
    {
        _app.Options.CopiedHeaders.Add("correlation-id");
        _app.Options.CopiedHeaders.Add("lang");
        _app.On("/plain", _ => "x", HandlerFixture.To("/topic/a"));
        _app.On("/own", _ => OutgoingMessage.Reply("x").WithHeader("lang", "fr").WithHeader("extra", "yes"), HandlerFixture.To("/topic/a"), AnswerKind.Outgoing);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await client.SendAsync("/app/plain", "", ("correlation-id", "7"), ("other", "o"));
        await client.SendAsync("/app/own", "", ("correlation-id", "7"), ("lang", "de"));

        TestFrame plain = await client.ExpectAsync("MESSAGE");
        Assert.Equal(("7", null, null), (plain["correlation-id"], plain["lang"], plain["other"]));
        TestFrame own = await client.ExpectAsync("MESSAGE");
        Assert.Equal(("7", "fr", "yes"), (own["correlation-id"], own["lang"], own["extra"]));
        Assert.Single(own.Headers, header => header.Key == "lang");
    }

    [Fact]
    public async Task A_stream_is_sent_element_by_element_before_the_next_frame_is_handled()
    {
        _app.On("/count", _ => Numbers(), HandlerFixture.To("/topic/a"), AnswerKind.Stream);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await client.SendTextAsync("SEND\ndestination:/app/count\n\n\0SEND\ndestination:/topic/a\n\nend\0");

        foreach (string expected in (string[])["1", "2", "3", "end"]) Assert.Equal(expected, (await client.ExpectAsync("MESSAGE")).Text);

        static async IAsyncEnumerable<object?> Numbers()
        {
            yield return "1";
            await Task.Yield();
            yield return null;
            yield return OutgoingMessage.Reply("2");
            await Task.Yield();
            yield return HandlerFixture.Message("/topic/a", "3");
        }
    }

    [Fact]
    public async Task The_code_of_an_iterator_is_the_handlers_own()
    {
        var trace = new List<string>();
        _app.On("/many", _ => Many(), HandlerFixture.To("/topic/a"), AnswerKind.Several, new InlineMessageFilter(async (context, next) =>
        {
            object? answer = await next(context);
            trace.Add("filter");
            return answer;
        }));
        await _app.Route.SendAsync(_app.Session(), HandlerFixture.Message("/app/many"), CancellationToken.None);

        Assert.Equal(["iterator", "filter"], trace);

        IEnumerable<OutgoingMessage> Many()
        {
            trace.Add("iterator");
            yield return OutgoingMessage.To("/topic/a", "x");
        }
    }

    [Fact]
    public async Task An_answer_to_a_destination_that_nobody_serves_is_a_failure_of_the_handler()
    {
        _app.On("/chat", _ => "x", HandlerFixture.To("/nowhere/chat"));

        HandlerFailureException failure = await _app.FailsAsync<HandlerFailureException>("/app/chat");

        Assert.Equal("Unknown destination", failure.Report.Message);
    }

    [Fact]
    public async Task The_services_of_a_message_live_until_its_answer_has_been_sent()
    {
        var disposed = new List<string>();
        _app.Registrations.AddScoped(_ => new Scoped(disposed));
        _app.On("/stream", context => Stream(context.Services.GetRequiredService<Scoped>()), HandlerFixture.To("/topic/a"), AnswerKind.Stream);
        await _app.Route.SendAsync(_app.Session(), HandlerFixture.Message("/app/stream"), CancellationToken.None);

        Assert.Equal(["used", "disposed"], disposed);

        async IAsyncEnumerable<object?> Stream(Scoped scoped)
        {
            await Task.Yield();
            scoped.Use();
            yield return "x";
        }
    }

    private sealed class Scoped(List<string> trace) : IDisposable
    {
        public void Use() => trace.Add("used");

        public void Dispose() => trace.Add("disposed");
    }
}
