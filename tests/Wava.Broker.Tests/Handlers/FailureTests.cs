using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;
using Wava.Broker.Handlers;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Handlers;

public sealed class FailureTests : IAsyncDisposable
{
    private readonly HandlerFixture _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_unexpected_failure_is_told_in_general_words_and_found_in_the_log_by_its_reference(bool asynchronous)
    {
        _app.OnAsync("/a", asynchronous ? FailLater : _ => throw new InvalidDataException("secret"));

        ErrorReport report = (await _app.FailsAsync<HandlerFailureException>("/app/a")).Report;

        Assert.DoesNotContain("secret", report.Message + report.Details, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", report.Message + report.Details, StringComparison.Ordinal);
        (LogLevel level, string text, Exception? exception) = Assert.Single(_app.Log.Lines);
        Assert.Equal(LogLevel.Error, level);
        Assert.Equal("secret", exception?.Message);
        Assert.Contains(report.Reference!, text, StringComparison.Ordinal);
        Assert.Equal(1, _app.Broker.Meter["stomp.handlers.failed", "error"]);

        static async ValueTask<object?> FailLater(MessageContext context)
        {
            await Task.Yield();
            throw new InvalidDataException("secret");
        }
    }

    [Fact]
    public async Task A_StompException_is_told_in_its_own_words_and_logged_without_a_stack()
    {
        _app.On("/a", _ => throw new StompException("Room closed", "It opens again at nine."));

        ErrorReport report = (await _app.FailsAsync<HandlerFailureException>("/app/a")).Report;

        Assert.Equal(("Room closed", "It opens again at nine."), (report.Message, report.Details));
        (LogLevel level, string text, Exception? exception) = Assert.Single(_app.Log.Lines);
        Assert.Equal((LogLevel.Information, null), (level, exception));
        Assert.Contains(report.Reference!, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_StompException_says_by_what_word_it_is_known_how_long_to_wait_and_which_field_is_at_fault()
    {
        _app.On("/a", _ => throw new StompException("Too fast", "Wait.")
        {
            Code = "too-fast",
            RetryAfter = TimeSpan.FromSeconds(1.5),
            Errors = new Dictionary<string, string[]> { ["text"] = ["is the tenth"] },
        });

        ErrorReport report = (await _app.FailsAsync<HandlerFailureException>("/app/a")).Report;

        Assert.Equal(("too-fast", TimeSpan.FromSeconds(1.5)), (report.Code, report.RetryAfter));
        Assert.Equal(["is the tenth"], report.Errors["text"]);
    }

    [Fact]
    public async Task A_bad_message_is_told_field_by_field()
    {
        _app.On("/a", _ => throw new BadMessageException("Invalid message", "See the errors.") { Errors = new Dictionary<string, string[]> { ["name"] = ["is required"] } });

        ErrorReport report = (await _app.FailsAsync<HandlerFailureException>("/app/a")).Report;

        Assert.Equal(["is required"], report.Errors["name"]);
        Assert.Equal(1, _app.Broker.Meter["stomp.handlers.failed", "bad-message"]);
    }

    [Fact]
    public async Task A_flood_of_bad_messages_is_no_flood_of_log_lines_and_a_failure_that_is_not_logged_has_no_reference()
    {
        _app.On("/a", _ => throw new BadMessageException("Bad", "Bad."));
        ErrorReport[] reports = new ErrorReport[30];
        for (int i = 0; i < reports.Length; i++) reports[i] = (await _app.FailsAsync<HandlerFailureException>("/app/a")).Report;

        Assert.Equal(LogBudget.LinesPerSecond, _app.Log.Lines.Count);
        Assert.Equal(LogBudget.LinesPerSecond, reports.Count(each => each.Reference is not null));
    }

    [Fact]
    public async Task The_sender_hears_of_it_on_its_error_queue_and_its_connection_lives()
    {
        _app.On("/a", _ => throw new StompException("Room closed", "It opens again at nine."));
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/user/queue/errors");
        await client.SendAsync("/app/a", "");

        Assert.Equal("Room closed", JsonDocument.Parse((await client.ExpectAsync("MESSAGE")).Text).RootElement.GetProperty("message").GetString());
        await HandlerFixture.NothingElseAsync(client);
    }

    [Fact]
    public async Task An_exception_handler_answers_and_the_message_counts_as_handled()
    {
        _app.On("/a", _ => throw new InvalidDataException("odd"));
        _app.OnException<InvalidDataException>(context => new($"{context.Destination}: {context.Exception!.Message}"), HandlerFixture.ToUser(false, "/queue/errors"));
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/user/queue/errors");
        await client.SendFrameAsync("SEND", [("destination", "/app/a"), ("receipt", "r")]);

        Assert.Equal("/app/a: odd", (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Equal("r", (await client.ExpectAsync("RECEIPT"))["receipt-id"]);
        Assert.Empty(_app.Log.Lines);
        Assert.Equal(0, _app.Broker.Meter["stomp.handlers.failed"]);
    }

    [Fact]
    public async Task An_exception_handler_is_shown_the_cause_that_it_answers_for()
    {
        Exception? seen = null;
        _app.On("/a", _ => throw new InvalidOperationException("around", new InvalidDataException("cause")));
        _app.OnException<InvalidDataException>(context =>
        {
            seen = context.Exception;
            return default;
        });

        await SendAsync("/app/a");

        Assert.Equal("cause", seen?.Message);
    }

    [Fact]
    public async Task When_an_exception_handler_fails_itself_both_are_logged_and_the_first_is_told()
    {
        _app.On("/a", _ => throw new StompException("First", "The first failure."));
        _app.OnException<StompException>(_ => throw new InvalidDataException("second"));

        ErrorReport report = (await _app.FailsAsync<HandlerFailureException>("/app/a")).Report;

        Assert.Equal("First", report.Message);
        Assert.Contains(_app.Log.Lines, line => line.Exception?.Message == "second" && line.Text.Contains(report.Reference!, StringComparison.Ordinal));
        Assert.Contains(_app.Log.Lines, line => line.Text.Contains("The first failure.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_sent_is_a_failure_like_any_other()
    {
        _app.On("/a", _ => new Unprintable(), HandlerFixture.To("/topic/a"));
        _app.OnException<InvalidDataException>(_ => new("not printable"), HandlerFixture.To("/topic/a"));
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/a");

        await client.SendAsync("/app/a", "");

        Assert.Equal("not printable", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_may_not_send_is_refused_as_such_and_the_handler_never_hears_of_it(bool asynchronous)
    {
        bool called = false;
        _app.Authorize = _ => async _ =>
        {
            if (asynchronous) await Task.Yield();
            return "Only for members.";
        };
        _app.On("/a", _ => called = true);

        AccessDeniedException failure = await _app.FailsAsync<AccessDeniedException>("/app/a");

        Assert.Equal("Only for members.", failure.Details);
        Assert.False(called);
        Assert.Empty(_app.Log.Lines); // the session, which refuses the frame, logs it
        Assert.Equal(1, _app.Broker.Meter["stomp.handlers.failed", "denied"]);
    }

    [Fact]
    public async Task An_exception_handler_may_answer_a_refusal()
    {
        _app.Authorize = handler => handler.Kind == HandlerKind.Message ? _ => new ValueTask<string?>("Only for members.") : null;
        _app.On("/a", _ => null);
        string? seen = null;
        _app.OnException<AccessDeniedException>(context =>
        {
            seen = ((AccessDeniedException)context.Exception!).Details;
            return default;
        });

        await SendAsync("/app/a");

        Assert.Equal("Only for members.", seen);
    }

    [Fact]
    public async Task A_refusal_of_the_handlers_own_is_told_like_any_StompException()
    {
        _app.Authorize = _ => _ => default;
        _app.On("/a", _ => throw new AccessDeniedException("Not in this room."));

        ErrorReport report = (await _app.FailsAsync<HandlerFailureException>("/app/a")).Report;

        Assert.Equal("Not in this room.", report.Details);
    }

    [Fact]
    public async Task The_services_of_a_failed_message_are_disposed_of_after_its_exception_handler()
    {
        var trace = new List<string>();
        _app.Registrations.AddScoped(_ => new Scoped(trace));
        _app.On("/a", context =>
        {
            context.Services.GetRequiredService<Scoped>();
            throw new InvalidDataException();
        });
        _app.OnException<InvalidDataException>(_ =>
        {
            trace.Add("exception handler");
            return default;
        });

        await SendAsync("/app/a");

        Assert.Equal(["exception handler", "disposed"], trace);
    }

    [Fact]
    public async Task Services_that_cannot_be_disposed_of_are_logged_and_trouble_nobody()
    {
        _app.Registrations.AddScoped<Indisposable>();
        _app.On("/a", context => context.Services.GetRequiredService<Indisposable>().ToString(), HandlerFixture.To("/topic/a"));
        StompTestClient client = await _app.ConnectAsync();

        await client.CallAsync("SEND", [("destination", "/app/a")]);

        Assert.Contains(_app.Log.Lines, line => line.Exception is InvalidDataException);
    }

    [Fact]
    public async Task What_a_handler_throws_because_its_session_has_ended_is_no_failure()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.Add("/a", new HandlerDescriptor
        {
            Name = "Waiting",
            Kind = HandlerKind.Message,
            Metadata = [],
            Answer = AnswerKind.None,
            UsesCancellationToken = true,
            Invoke = async context =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, _app.Clock, context.CancellationToken);
                return null;
            },
        });
        StompSession session = _app.Session();
        Task handled = _app.Route.SendAsync(session, HandlerFixture.Message("/app/a"), CancellationToken.None).AsTask();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await session.EndAsync();

        await handled.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(_app.Log.Lines);
    }

    [Fact]
    public async Task A_handler_that_cancels_itself_fails_like_any_other()
    {
        _app.On("/a", _ => throw new OperationCanceledException("my own"));

        Assert.Equal("Server error", (await _app.FailsAsync<HandlerFailureException>("/app/a")).Report.Message);
    }

    private ValueTask SendAsync(string destination) => _app.Route.SendAsync(_app.Session(), HandlerFixture.Message(destination), CancellationToken.None);

    private sealed class Unprintable
    {
        public override string ToString() => throw new InvalidDataException("cannot be written");
    }

    private sealed class Scoped(List<string> trace) : IDisposable
    {
        public void Dispose() => trace.Add("disposed");
    }

#pragma warning disable CA1812 // Made by the container.
    private sealed class Indisposable : IAsyncDisposable
#pragma warning restore CA1812
    {
        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            throw new InvalidDataException("cannot be disposed of");
        }
    }
}
