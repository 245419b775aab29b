using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wava.Broker.Handlers;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Handlers;

public sealed class TimeoutTests : IAsyncDisposable
{
    private readonly HandlerFixture _app = new();
    private readonly TaskCompletionSource<object?> _work = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_handler_that_takes_too_long_is_not_waited_for()
    {
        OnWork();
        Task<HandlerFailureException> failing = _app.FailsAsync<HandlerFailureException>("/app/work");
        await BegunAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(failing.IsCompleted);

        _app.Clock.Advance(TimeSpan.FromSeconds(1));

        ErrorReport report = (await failing.WaitAsync(TimeSpan.FromSeconds(10))).Report;
        Assert.Equal("Handler timed out", report.Message);
        Assert.Contains("30 seconds", report.Details, StringComparison.Ordinal);
        Assert.Equal(1, _app.Broker.Meter["stomp.handlers.failed", "timeout"]);
        (LogLevel level, string text, _) = Assert.Single(_app.Log.Lines);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains(report.Reference!, text, StringComparison.Ordinal);
        _work.SetResult(null);
    }

    [Fact]
    public async Task The_session_goes_on_with_its_next_frame_and_the_late_answer_is_dropped()
    {
        OnWork(HandlerFixture.To("/topic/a"));
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await client.SendAsync("/app/work", "");
        await BegunAsync();
        await client.SendAsync("/topic/a", "next");
        _app.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("next", (await client.ExpectAsync("MESSAGE")).Text);

        _work.SetResult("late");
        await Eventually.IsTrue(() => _app.Active == 0, "the handler's place is free");

        await client.SendAsync("/topic/a", "end");
        Assert.Equal("end", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task A_handlers_own_limit_comes_before_the_general_one()
    {
        OnWork(timeout: TimeSpan.FromSeconds(2));
        Task<HandlerFailureException> failing = _app.FailsAsync<HandlerFailureException>("/app/work");
        await BegunAsync();

        _app.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("Handler timed out", (await failing.WaitAsync(TimeSpan.FromSeconds(10))).Report.Message);
        _work.SetResult(null);
    }

    [Fact]
    public async Task A_handler_without_a_limit_takes_as_long_as_it_likes()
    {
        OnWork(timeout: Timeout.InfiniteTimeSpan);
        StompTestClient client = await _app.ConnectAsync(heartBeat: "0,0");
        Task<TestFrame> called = client.CallAsync("SEND", [("destination", "/app/work")]);
        await BegunAsync(timed: false);
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(called.IsCompleted);

        _work.SetResult(null);

        await called;
    }

    [Fact]
    public async Task A_handler_that_takes_a_token_is_told_that_its_time_is_over()
    {
        CancellationToken token = default;
        OnWork(invoke: context => token = context.CancellationToken, usesToken: true);
        Task<HandlerFailureException> failing = _app.FailsAsync<HandlerFailureException>("/app/work");
        await BegunAsync();
        Assert.False(token.IsCancellationRequested);

        _app.Clock.Advance(TimeSpan.FromSeconds(30));
        await failing.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(token.IsCancellationRequested);
        _work.SetCanceled(token);
        await Eventually.IsTrue(() => _app.Active == 0, "the handler's place is free");
        Assert.Single(_app.Log.Lines); // that it came too late; that it then gave up is no news
    }

    [Fact]
    public async Task A_token_that_has_fired_is_never_used_again()
    {
        CancellationToken token = default;
        OnWork(invoke: context => token = context.CancellationToken, usesToken: true);
        Task<HandlerFailureException> failing = _app.FailsAsync<HandlerFailureException>("/app/work");
        await BegunAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(30));
        await failing.WaitAsync(TimeSpan.FromSeconds(10));
        _work.SetResult(null);
        await Eventually.IsTrue(() => _app.Active == 0, "the handler has ended");

        await _app.Route.SendAsync(_app.Session(), HandlerFixture.Message("/app/work"), CancellationToken.None);

        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task What_a_late_handler_throws_is_logged_and_its_services_live_until_then()
    {
        bool disposed = false;
        _app.Registrations.AddScoped(_ => new Scoped(() => disposed = true));
        OnWork(invoke: context => context.Services.GetRequiredService<Scoped>());
        Task<HandlerFailureException> failing = _app.FailsAsync<HandlerFailureException>("/app/work");
        await BegunAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(30));
        await failing.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(disposed);

        _work.SetException(new InvalidDataException("late"));

        await Eventually.IsTrue(() => _app.Active == 0, "the handler's place is free");
        Assert.True(disposed);
        Assert.Contains(_app.Log.Lines, line => line.Exception?.Message == "late");
    }

    [Fact]
    public async Task No_timer_is_made_for_a_handler_that_is_done_at_once()
    {
        StompSession session = _app.Session();
        int before = _app.Clock.ActiveTimers;
        int during = -1;
        _app.Add("/quick", new HandlerDescriptor
        {
            Name = "Quick",
            Kind = HandlerKind.Message,
            Metadata = [],
            Answer = AnswerKind.None,
            UsesCancellationToken = true,
            Invoke = _ =>
            {
                during = _app.Clock.ActiveTimers;
                return default;
            },
        });

        await _app.Route.SendAsync(session, HandlerFixture.Message("/app/quick"), CancellationToken.None);

        Assert.Equal((before, before), (during, _app.Clock.ActiveTimers));
    }

    [Fact]
    public async Task An_exception_handler_that_hangs_does_not_hold_up_the_session()
    {
        _app.On("/a", _ => throw new StompException("First", "The first failure."));
        _app.OnException<StompException>(_ =>
        {
            Interlocked.Increment(ref _begun);
            return new ValueTask<object?>(_work.Task);
        }, timeout: TimeSpan.FromSeconds(5));
        Task<HandlerFailureException> failing = _app.FailsAsync<HandlerFailureException>("/app/a");
        await BegunAsync();

        _app.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("First", (await failing.WaitAsync(TimeSpan.FromSeconds(10))).Report.Message);
        Assert.Equal(1, _app.Active);
        _work.SetResult(null);
        await Eventually.IsTrue(() => _app.Active == 0, "the handler's place is free");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_has_as_much_time_as_any_handler_for_all_its_elements_together(bool waits)
    {
        bool ended = false;
        _app.On("/stream", _ => Stream(), HandlerFixture.To("/topic/a"), AnswerKind.Stream);
        Task<HandlerFailureException> failing = _app.FailsAsync<HandlerFailureException>("/app/stream");
        if (waits)
        {
            await BegunAsync();
            _app.Clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal("Handler timed out", (await failing.WaitAsync(TimeSpan.FromSeconds(10))).Report.Message);
        _work.TrySetResult(null);
        await Eventually.IsTrue(() => ended && _app.Active == 0, "the stream has been disposed of");

        async IAsyncEnumerable<object?> Stream()
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    yield return "x";
                    if (!waits || i == 0) _app.Clock.Advance(TimeSpan.FromSeconds(10));
                    if (!waits || i == 0) continue;
                    Interlocked.Increment(ref _begun);
                    await _work.Task;
                    yield break;
                }
            }
            finally
            {
                ended = true;
            }
        }
    }

    private void OnWork(ReplyPlan? replies = null, TimeSpan? timeout = null, Action<MessageContext>? invoke = null, bool usesToken = false) => _app.Add("/work", new HandlerDescriptor
    {
        Name = "Work",
        Kind = HandlerKind.Message,
        Metadata = [],
        Answer = AnswerKind.Payload,
        Replies = replies ?? ReplyPlan.None,
        Timeout = timeout,
        UsesCancellationToken = usesToken,
        Invoke = context =>
        {
            invoke?.Invoke(context);
            Interlocked.Increment(ref _begun);
            return new ValueTask<object?>(_work.Task);
        },
    });

    // The timer is set after the handler has returned its task.
    private Task BegunAsync(bool timed = true) =>
        Eventually.IsTrue(() => Volatile.Read(ref _begun) > 0 && _app.Clock.ActiveTimers >= (timed ? 2 : 1), "the handler was called and is waited for");

    private sealed class Scoped(Action disposed) : IDisposable
    {
        public void Dispose() => disposed();
    }
}
