using System.Collections.Concurrent;
using Wava.Broker.Handlers;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Handlers;

public sealed class HandlerThreadsTests : IAsyncDisposable
{
    private readonly HandlerFixture _app = new();
    private readonly ManualResetEventSlim _release = new();
    private int _blocked;

    public async ValueTask DisposeAsync()
    {
        _release.Set();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Five_hundred_handlers_that_block_their_threads_hold_up_nobody_else()
    {
        const int Crowd = 500;
        var handled = new ConcurrentDictionary<string, ConcurrentQueue<string>>();
        _app.On("/block", context =>
        {
            Interlocked.Increment(ref _blocked);
            _release.Wait();
            handled.GetOrAdd(context.Session.Id, _ => new()).Enqueue(HandlerFixture.Body(context));
            return null;
        });
        StompTestClient listener = await _app.ConnectAsync(heartBeat: "0,10000");
        await listener.SubscribeAsync("/topic/a");
        var crowd = new StompTestClient[Crowd];
        for (int i = 0; i < Crowd; i++) crowd[i] = await _app.ConnectAsync();
        foreach (StompTestClient each in crowd) await each.SendTextAsync("SEND\ndestination:/app/block\nreceipt:1\n\n1\0SEND\ndestination:/app/block\nreceipt:2\n\n2\0");
        await Eventually.IsTrue(() => Volatile.Read(ref _blocked) == Crowd, "all handlers are blocked");

        // New connections are made, messages go from one to the other, and heart-beats are sent.
        StompTestClient sender = await _app.ConnectAsync();
        for (int i = 0; i < 20; i++)
        {
            await sender.SendAsync("/topic/a", $"{i}");
            Assert.Equal($"{i}", (await listener.ExpectAsync("MESSAGE")).Text);
        }

        int beats = listener.HeartBeats;
        _app.Clock.Advance(TimeSpan.FromSeconds(10));
        await sender.SendAsync("/topic/a", "end");
        await listener.ExpectAsync("MESSAGE");
        Assert.True(listener.HeartBeats > beats, "A heart-beat was due.");
        Assert.Equal(Crowd, Volatile.Read(ref _blocked));

        _release.Set();
        foreach (StompTestClient each in crowd)
        {
            Assert.Equal("1", (await each.ExpectAsync("RECEIPT"))["receipt-id"]);
            Assert.Equal("2", (await each.ExpectAsync("RECEIPT"))["receipt-id"]);
        }

        Assert.Equal(Crowd, handled.Count);
        Assert.All(handled.Values, each => Assert.Equal(["1", "2"], each));
    }

    [Fact]
    public async Task A_quick_handler_is_called_on_the_thread_that_has_read_the_message()
    {
        Thread? thread = null;
        _app.On("/a", _ => thread = Thread.CurrentThread);
        StompSession session = _app.Session();
        Thread here = Thread.CurrentThread;
        await _app.Route.SendAsync(session, HandlerFixture.Message("/app/a"), CancellationToken.None);

        Assert.Same(here, thread);
    }

    [Fact]
    public async Task A_handler_that_kept_its_thread_for_long_is_called_on_another_one_until_it_has_been_quick_for_a_while()
    {
        bool slow = true;
        bool own = false;
        _app.On("/a", _ =>
        {
            own = Thread.CurrentThread.Name == "Wava handler";
            if (slow) _app.Clock.Advance(HandlerPace.Quick);
            return null;
        });
        StompSession session = _app.Session();
        await SendAsync(session);
        Assert.False(own);
        await SendAsync(session);
        Assert.True(own);

        slow = false;
        int calls = 0;
        while (own)
        {
            await SendAsync(session);
            calls++;
        }

        Assert.InRange(calls, 10, 1_000);
    }

    [Fact]
    public async Task The_answer_of_a_handler_on_its_own_thread_is_sent_and_its_failure_told()
    {
        int calls = 0;
        _app.On("/a", _ =>
        {
            _app.Clock.Advance(HandlerPace.Quick);
            return ++calls == 3 ? throw new StompException("Third", "The third fails.") : $"{calls}";
        }, HandlerFixture.To("/topic/a"));
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/topic/a");
        await client.SubscribeAsync("/user/queue/errors");
        for (int i = 0; i < 3; i++) await client.SendAsync("/app/a", "");

        Assert.Equal("1", (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Equal("2", (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Contains("The third fails.", (await client.ExpectAsync("MESSAGE")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_blocks_its_own_thread_too_long_is_told_of_like_any_other()
    {
        int calls = 0;
        _app.On("/a", _ =>
        {
            if (Interlocked.Increment(ref calls) == 1) _app.Clock.Advance(HandlerPace.Quick);
            else _release.Wait();
            return null;
        });
        StompSession session = _app.Session();
        await SendAsync(session);
        Task late = SendAsync(session).AsTask();
        await Eventually.IsTrue(() => Volatile.Read(ref calls) == 2 && _app.Clock.ActiveTimers >= 2, "the handler blocks and is waited for");

        _app.Clock.Advance(TimeSpan.FromSeconds(30));

        HandlerFailureException failure = await Assert.ThrowsAsync<HandlerFailureException>(() => late.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("Handler timed out", failure.Report.Message);
    }

    [Fact]
    public async Task What_goes_on_after_a_call_on_another_thread_does_so_on_the_pool()
    {
        _app.On("/a", _ =>
        {
            _app.Clock.Advance(HandlerPace.Quick);
            return null;
        });
        StompSession session = _app.Session();
        await SendAsync(session);
        bool onPool = await Task.Run(async () =>
        {
            await SendAsync(session);
            return Thread.CurrentThread.IsThreadPoolThread;
        });

        Assert.True(onPool);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_flows_with_the_calls_reaches_the_handler_and_what_the_handler_sets_goes_no_further(bool elsewhere)
    {
        var ambient = new AsyncLocal<string>();
        var seen = new List<string?>();
        _app.On("/a", _ =>
        {
            seen.Add(ambient.Value);
            ambient.Value = "the handler's";
            if (elsewhere) _app.Clock.Advance(HandlerPace.Quick);
            return null;
        });
        StompSession session = _app.Session();
        ambient.Value = "the reader's";

        // Not awaited one by one in a method of its own, which would put things right by itself.
        ValueTask first = SendAsync(session);
        string? after = ambient.Value;
        await first;
        await SendAsync(session);

        Assert.Equal(["the reader's", "the reader's"], seen);
        Assert.Equal("the reader's", after);
    }

    [Fact]
    public async Task Threads_end_when_they_have_had_nothing_to_do_for_a_while()
    {
        using var threads = new HandlerThreads(100, _app.Clock);
        HandlerPace slow = Slow();
        Task[] calls = [.. Enumerable.Range(0, 10).Select(_ => BlockAsync(threads, slow))];
        await Eventually.IsTrue(() => Volatile.Read(ref _blocked) == 10, "all calls are made");
        Assert.Equal(10, threads.Count);
        _release.Set();
        await Task.WhenAll(calls);

        await Eventually.IsTrue(
            () =>
            {
                _app.Clock.Advance(TimeSpan.FromSeconds(5));
                return threads.Count == 0;
            },
            "the threads ended");
        Assert.Equal(0, _app.Clock.ActiveTimers);
        await BlockAsync(threads, slow); // and there are new ones
        Assert.Equal(1, threads.Count);
    }

    [Fact]
    public async Task Idle_threads_are_used_again()
    {
        using var threads = new HandlerThreads(100, _app.Clock);
        _release.Set();
        for (int i = 0; i < 50; i++) await BlockAsync(threads, Slow());

        // One that has just been done may not be idle yet when the next call comes.
        Assert.InRange(threads.Count, 1, 5);
    }

    [Fact]
    public async Task Where_there_may_be_no_more_threads_calls_wait_for_one()
    {
        using var threads = new HandlerThreads(2, _app.Clock);
        Task[] calls = [.. Enumerable.Range(0, 5).Select(_ => BlockAsync(threads, Slow()))];
        await Eventually.IsTrue(() => Volatile.Read(ref _blocked) == 2, "two calls are made");
        Assert.Equal(2, threads.Count);

        _release.Set();

        await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(5, _blocked);
    }

    private static HandlerPace Slow()
    {
        var pace = new HandlerPace();
        pace.Note(HandlerPace.Quick);
        return pace;
    }

    private Task<bool> BlockAsync(HandlerThreads threads, HandlerPace pace) => threads.RunAsync(pace, static test =>
    {
        Interlocked.Increment(ref test._blocked);
        test._release.Wait();
        return new ValueTask<bool>(true);
    }, this).AsTask();

    private ValueTask SendAsync(StompSession session) => _app.Route.SendAsync(session, HandlerFixture.Message("/app/a"), CancellationToken.None);
}
