using System.Diagnostics.Metrics;
using Wava.Broker.Handlers;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Handlers;

public sealed class HandlerGateTests : IAsyncDisposable
{
    private readonly HandlerFixture _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Who_finds_no_place_comes_in_the_order_of_asking()
    {
        var gate = new HandlerGate(2);
        await gate.EnterAsync();
        await gate.EnterAsync();
        Task[] waiting = [.. Enumerable.Range(0, 5).Select(_ => gate.EnterAsync().AsTask())];
        Assert.Equal(2, gate.Active);

        for (int i = 0; i < waiting.Length; i++)
        {
            Assert.All(waiting[i..], each => Assert.False(each.IsCompleted));
            gate.Leave();
            await waiting[i];
        }

        gate.Leave();
        gate.Leave();
        Assert.Equal(0, gate.Active);
    }

    [Fact]
    public async Task However_many_come_and_go_there_are_never_more_inside_than_places()
    {
        var gate = new HandlerGate(3);
        int inside = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                await gate.EnterAsync();
                int now = Interlocked.Increment(ref inside);
                if (now > Volatile.Read(ref most)) Volatile.Write(ref most, now);
                if (i % 3 == 0) await Task.Yield();
                Interlocked.Decrement(ref inside);
                gate.Leave();
            }
        })));

        Assert.InRange(most, 1, 3);
        Assert.Equal(0, gate.Active);
    }

    [Fact]
    public async Task Messages_of_further_sessions_wait_until_a_place_is_free()
    {
        _app.Options.MaxConcurrent = 1;
        var work = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        int begun = 0;
        _app.OnAsync("/work", _ =>
        {
            Interlocked.Increment(ref begun);
            return new ValueTask<object?>(work.Task);
        });
        StompTestClient first = await _app.ConnectAsync();
        StompTestClient second = await _app.ConnectAsync();
        Task<TestFrame> one = first.CallAsync("SEND", [("destination", "/app/work")]);
        await Eventually.IsTrue(() => Volatile.Read(ref begun) == 1, "the first was called");
        Task<TestFrame> two = second.CallAsync("SEND", [("destination", "/app/work")]);
        StompTestClient third = await _app.ConnectAsync(); // whoever does not call handlers is not kept waiting
        await third.CallAsync("SEND", [("destination", "/topic/a")]);
        Assert.Equal(1, Volatile.Read(ref begun));

        work.SetResult(null);

        await one;
        await two;
        Assert.Equal(2, begun);
    }

    [Fact]
    public async Task A_handler_that_came_too_late_keeps_its_place_until_it_ends()
    {
        _app.Options.MaxConcurrent = 1;
        var work = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        int begun = 0;
        _app.OnAsync("/work", _ => Interlocked.Increment(ref begun) == 1 ? new ValueTask<object?>(work.Task) : default);
        Task<HandlerFailureException> failing = _app.FailsAsync<HandlerFailureException>("/app/work");
        await Eventually.IsTrue(() => Volatile.Read(ref begun) == 1 && _app.Clock.ActiveTimers >= 2, "the handler was called and is waited for");
        _app.Clock.Advance(TimeSpan.FromSeconds(30));
        await failing.WaitAsync(TimeSpan.FromSeconds(10));

        Task next = _app.Route.SendAsync(_app.Session(), HandlerFixture.Message("/app/work"), CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);
        work.SetResult(null);

        await next.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Places_survive_every_kind_of_failure()
    {
        _app.Options.MaxConcurrent = 1;
        _app.On("/now", _ => throw new InvalidDataException());
        _app.OnAsync("/later", async _ =>
        {
            await Task.Yield();
            throw new InvalidDataException();
        });
        _app.On("/unprintable", _ => "x", HandlerFixture.To("/nowhere"));
        _app.On("/fine", _ => "x", HandlerFixture.To("/topic/a"));
        foreach (string each in (string[])["/app/now", "/app/later", "/app/unprintable"]) await _app.FailsAsync<HandlerFailureException>(each);

        await _app.Route.SendAsync(_app.Session(), HandlerFixture.Message("/app/fine"), CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, _app.Active);
    }

    [Fact]
    public async Task The_meter_shows_how_many_are_handled_how_many_were_and_how_long_they_took()
    {
        var work = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.OnAsync("/work", _ => new ValueTask<object?>(work.Task));
        var seen = new Dictionary<string, double>();
        string? handler = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, each) =>
        {
            if (instrument.Meter == _app.Services.Metrics.Meter && instrument.Name.StartsWith("stomp.handlers.", StringComparison.Ordinal)) each.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => (seen[instrument.Name], handler) = (value, (string?)tags[0].Value));
        StompSession session = _app.Session();
        listener.Start();
        Task handled = _app.Route.SendAsync(session, HandlerFixture.Message("/app/work"), CancellationToken.None).AsTask();
        listener.RecordObservableInstruments();
        Assert.Equal(1, seen["stomp.handlers.active"]);
        _app.Clock.Advance(TimeSpan.FromSeconds(2));
        work.SetResult(null);
        await handled;
        listener.RecordObservableInstruments();

        Assert.Equal((0, 2), (seen["stomp.handlers.active"], seen["stomp.handlers.duration"]));
        Assert.Equal("Test/work", handler);
        Assert.Equal(1, _app.Broker.Meter["stomp.handlers.invoked"]);
    }
}
