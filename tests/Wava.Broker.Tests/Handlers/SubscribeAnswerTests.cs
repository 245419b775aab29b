using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Handlers;

public sealed class SubscribeAnswerTests : IAsyncDisposable
{
    private readonly HandlerFixture _app = new();
    private readonly Channel<object?> _elements = Channel.CreateUnbounded<object?>();
    private readonly TaskCompletionSource _streamEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Who_subscribes_gets_the_answer_as_one_message_of_that_subscription_before_the_receipt()
    {
        _app.OnSubscribe("/history", _ => "the past");
        StompTestClient client = await _app.ConnectAsync();
        await client.SendFrameAsync("SUBSCRIBE", [("destination", "/app/history"), ("id", "s"), ("receipt", "r")]);

        TestFrame message = await client.ExpectAsync("MESSAGE");
        Assert.Equal(("the past", "/app/history", "s", "text/plain"), (message.Text, message["destination"], message["subscription"], message["content-type"]));
        Assert.Equal("r", (await client.ExpectAsync("RECEIPT"))["receipt-id"]);
        await HandlerFixture.NothingElseAsync(client);
    }

    [Fact]
    public async Task Answers_to_different_subscriptions_have_different_message_ids()
    {
        _app.OnSubscribe("/history", _ => "x");
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/history", "a");
        await client.SubscribeAsync("/app/history", "b");

        Assert.NotEqual((await client.ExpectAsync("MESSAGE"))["message-id"], (await client.ExpectAsync("MESSAGE"))["message-id"]);
    }

    [Fact]
    public async Task Several_answers_and_messages_of_the_subscriptions_own_destination_go_straight_to_the_subscriber()
    {
        _app.OnSubscribe("/history", _ => new[] { OutgoingMessage.Reply("1"), OutgoingMessage.Reply("2") }, answer: AnswerKind.Several);
        _app.OnSubscribe("/raw", _ => HandlerFixture.Message("/app/raw", "3"), answer: AnswerKind.Outgoing);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/history");
        await client.SubscribeAsync("/app/raw");

        foreach (string expected in (string[])["1", "2", "3"]) Assert.Equal(expected, (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task With_a_reply_destination_the_answer_goes_there_and_not_to_the_subscriber()
    {
        _app.OnSubscribe("/join", _ => "somebody joined", HandlerFixture.To("/topic/joined"));
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/joined", "t");
        await client.SubscribeAsync("/app/join", "s");
        await client.SendAsync("/topic/joined", "end");

        TestFrame message = await client.ExpectAsync("MESSAGE");
        Assert.Equal(("somebody joined", "t"), (message.Text, message["subscription"]));
        Assert.Equal("end", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task A_subscription_without_an_answer_is_confirmed_and_stays_silent()
    {
        _app.OnSubscribe("/quiet", _ => null);
        StompTestClient client = await _app.ConnectAsync();

        await client.SubscribeAsync("/app/quiet", "s");
        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);
    }

    [Fact]
    public async Task A_stream_goes_on_while_the_session_does_other_things_until_the_client_unsubscribes()
    {
        _app.OnSubscribe("/ticker", context => Stream(context.CancellationToken), answer: AnswerKind.Stream);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/ticker", "s");
        foreach (string element in (string[])["1", "2"])
        {
            _elements.Writer.TryWrite(element);
            TestFrame message = await client.ExpectAsync("MESSAGE");
            Assert.Equal((element, "s", "/app/ticker"), (message.Text, message["subscription"], message["destination"]));
            await HandlerFixture.NothingElseAsync(client);
        }

        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);
        _elements.Writer.TryWrite("too late");
        await _streamEnded.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await HandlerFixture.NothingElseAsync(client);
        Assert.Empty(_app.Reports);
        Assert.Empty(_app.Log.Lines);
    }

    [Fact]
    public async Task A_stream_that_pays_no_heed_delivers_nothing_more_after_UNSUBSCRIBE()
    {
        var next = new SemaphoreSlim(0);
        _app.OnSubscribe("/stubborn", _ => Stubborn(), answer: AnswerKind.Stream);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/stubborn", "s");
        next.Release();
        await client.ExpectAsync("MESSAGE");
        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);

        next.Release();

        await _streamEnded.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await HandlerFixture.NothingElseAsync(client);

        async IAsyncEnumerable<object?> Stubborn()
        {
            try
            {
                while (true)
                {
                    await next.WaitAsync();
                    yield return "x";
                }
            }
            finally
            {
                _streamEnded.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task Not_even_the_rest_of_an_element_is_delivered_after_UNSUBSCRIBE()
    {
        using var unsubscribed = new ManualResetEventSlim();
        _app.OnSubscribe("/ticker", context => Stream(context.CancellationToken), answer: AnswerKind.Stream);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/ticker", "s");
        _elements.Writer.TryWrite(Pair());
        Assert.Equal("before", (await client.ExpectAsync("MESSAGE")).Text);
        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);

        unsubscribed.Set();

        await _streamEnded.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await HandlerFixture.NothingElseAsync(client);

        IEnumerable<OutgoingMessage> Pair()
        {
            yield return OutgoingMessage.Reply("before");
            unsubscribed.Wait();
            yield return OutgoingMessage.Reply("after");
        }
    }

    [Fact]
    public async Task A_stream_ends_with_its_session_and_its_services_are_disposed_of()
    {
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.Registrations.AddScoped(_ => new Scoped(disposed));
        _app.OnSubscribe("/ticker", context =>
        {
            context.Services.GetRequiredService<Scoped>();
            return Stream(context.CancellationToken);
        }, answer: AnswerKind.Stream);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/ticker", "s");
        _elements.Writer.TryWrite("1");
        await client.ExpectAsync("MESSAGE");
        Assert.False(disposed.Task.IsCompleted);

        await client.DisposeAsync();

        await _streamEnded.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await disposed.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_stream_that_has_ended_leaves_a_subscription_that_can_be_ended()
    {
        _app.OnSubscribe("/ticker", context => Stream(context.CancellationToken), answer: AnswerKind.Stream);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/ticker", "s");
        _elements.Writer.TryWrite("1");
        _elements.Writer.Complete();
        await client.ExpectAsync("MESSAGE");
        await _streamEnded.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);
    }

    [Fact]
    public async Task A_stream_does_not_run_ahead_of_a_client_that_does_not_read()
    {
        _app.Broker.Limits.MaxOutboxFrames = 20;
        int made = 0;
        _app.OnSubscribe("/flood", context => Flood(context.CancellationToken), answer: AnswerKind.Stream);
        _ = _app.Route;
        var client = new Conversation(_app.Broker);
        await client.Transport.HearsAsync("CONNECTED");
        client.Transport.Stall();
        client.Say("SUBSCRIBE\nid:s\ndestination:/app/flood\n\n\0");
        await Eventually.IsTrue(() => client.Session.IsBehind, "the outbox has filled up to its half");
        await Eventually.IsTrue(() => _app.Clock.ActiveTimers > 1, "the stream waits");
        int before = Volatile.Read(ref made);
        for (int i = 0; i < 20; i++) _app.Clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.InRange(Volatile.Read(ref made), before, before + 1);
        Assert.Null(client.Session.Closing);

        client.Transport.Resume();
        await Eventually.IsTrue(
            () =>
            {
                _app.Clock.Advance(TimeSpan.FromMilliseconds(20));
                return Volatile.Read(ref made) > before + 100;
            },
            "the stream went on");
        await client.Session.EndAsync();
        await _streamEnded.Task.WaitAsync(TimeSpan.FromSeconds(10));

        async IAsyncEnumerable<object?> Flood([EnumeratorCancellation] CancellationToken stop)
        {
            try
            {
                while (true)
                {
                    stop.ThrowIfCancellationRequested();
                    await Task.Yield();
                    Interlocked.Increment(ref made);
                    yield return "x";
                }
            }
            finally
            {
                _streamEnded.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task A_stream_that_fails_is_told_as_any_failure_and_the_subscription_stays()
    {
        _app.OnSubscribe("/ticker", context => Stream(context.CancellationToken), answer: AnswerKind.Stream);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/user/queue/errors", "errors");
        await client.SubscribeAsync("/app/ticker", "s");
        _elements.Writer.TryWrite("1");
        _elements.Writer.Complete(new StompException("Market closed", "Come back tomorrow."));
        await client.ExpectAsync("MESSAGE");
        TestFrame told = await client.ExpectAsync("MESSAGE");
        JsonElement problem = JsonDocument.Parse(told.Text).RootElement;
        Assert.Equal(("errors", "s", "/app/ticker"), (told["subscription"], problem.GetProperty("subscription").GetString(), problem.GetProperty("destination").GetString()));

        (Subscription subscription, ErrorReport report) = Assert.Single(_app.Reports);
        Assert.Equal(("s", "Market closed"), (subscription.Id, report.Message));
        Assert.Equal(1, _app.Broker.Meter["stomp.handlers.failed", "error"]);
        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);
    }

    [Fact]
    public async Task An_exception_handler_answers_for_a_stream_too()
    {
        _app.OnSubscribe("/ticker", context => Stream(context.CancellationToken), answer: AnswerKind.Stream);
        _app.OnException<InvalidDataException>(context => new($"sorry, {context.Exception!.Message}"), HandlerFixture.To("/topic/failures"));
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/failures", "f");
        await client.SubscribeAsync("/app/ticker", "s");

        _elements.Writer.Complete(new InvalidDataException("nonsense"));

        Assert.Equal("sorry, nonsense", (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Empty(_app.Reports);
    }

    [Fact]
    public async Task A_quiet_stream_takes_no_place_from_messages()
    {
        _app.Options.MaxConcurrent = 1;
        _app.OnSubscribe("/ticker", context => Stream(context.CancellationToken), answer: AnswerKind.Stream);
        _app.On("/work", _ => null);
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/ticker", "s");

        await client.CallAsync("SEND", [("destination", "/app/work")]);

        _elements.Writer.TryWrite("still there");
        Assert.Equal("still there", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task The_token_of_a_stream_that_has_ended_is_free_for_others()
    {
        _app.OnSubscribe("/ticker", context => Stream(context.CancellationToken), answer: AnswerKind.Stream);
        var work = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationToken others = default;
        _app.Add("/work", new HandlerDescriptor
        {
            Name = "Work",
            Kind = HandlerKind.Message,
            Metadata = [],
            Answer = AnswerKind.None,
            UsesCancellationToken = true,
            Invoke = context =>
            {
                others = context.CancellationToken;
                return new ValueTask<object?>(work.Task);
            },
        });
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/ticker", "s");
        _elements.Writer.Complete();
        await _streamEnded.Task.WaitAsync(TimeSpan.FromSeconds(10));
        StompTestClient other = await _app.ConnectAsync();
        Task<TestFrame> called = other.CallAsync("SEND", [("destination", "/app/work")]);
        await Eventually.IsTrue(() => others.CanBeCanceled, "the other handler was called");

        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);

        Assert.False(others.IsCancellationRequested);
        work.SetResult(null);
        await called;
    }

    [Fact]
    public async Task A_selector_holds_for_answers_too()
    {
        await using var app = new HandlerFixture(selectors: true);
        app.OnSubscribe("/history", _ => new[] { OutgoingMessage.Reply("1").WithHeader("kind", "a"), OutgoingMessage.Reply("2").WithHeader("kind", "b") }, answer: AnswerKind.Several);
        StompTestClient client = await app.ConnectAsync();
        await client.SubscribeAsync("/app/history", "s", headers: ("selector", "kind = 'b'"));

        Assert.Equal("2", (await client.ExpectAsync("MESSAGE")).Text);
    }

    private async IAsyncEnumerable<object?> Stream([EnumeratorCancellation] CancellationToken stop)
    {
        try
        {
            await foreach (object? each in _elements.Reader.ReadAllAsync(stop)) yield return each;
        }
        finally
        {
            _streamEnded.TrySetResult();
        }
    }

    private sealed class Scoped(TaskCompletionSource disposed) : IDisposable
    {
        public void Dispose() => disposed.TrySetResult();
    }
}
