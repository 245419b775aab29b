using System.Text;
using Wava.Broker.Handlers;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Handlers;

public sealed class HandlerRouteTests : IAsyncDisposable
{
    private readonly HandlerFixture _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/app", true)]
    [InlineData("/app/chat", true)]
    [InlineData("/apple", false)]
    [InlineData("/topic/app", false)]
    [InlineData("/other/chat", true)]
    public void The_application_prefixes_are_covered_segment_by_segment(string destination, bool expected)
    {
        _app.Options.ApplicationPrefixes.Add("/other");

        Assert.Equal(expected, _app.Route.Covers(Encoding.UTF8.GetBytes(destination)));
    }

    [Theory]
    [InlineData("/app/chat/lobby", "/chat/lobby")]
    [InlineData("/app/v2/chat", "/chat")]
    [InlineData("/app/v2", "/")]
    [InlineData("/app", "/")]
    [InlineData("/app.chat", "/chat")]
    [InlineData("/app/chat.lobby", "/chat.lobby")]
    public async Task Handlers_are_found_without_the_prefix_the_longest_of_several(string destination, string expected)
    {
        await using var app = new HandlerFixture { Separator = '.' };
        app.Options.ApplicationPrefixes.Add("/app/v2");
        string? handled = null;
        app.On(expected, context => handled = context.Destination);

        await app.Route.SendAsync(app.Session(), HandlerFixture.Message(destination), CancellationToken.None);

        Assert.Equal(destination, handled);
    }

    [Theory]
    [InlineData("/chat", "/chat")]
    [InlineData("chat", "/chat")]
    public async Task A_prefix_of_a_mere_slash_leaves_destinations_as_they_are(string destination, string expected)
    {
        _app.Options.ApplicationPrefixes.Clear();
        _app.Options.ApplicationPrefixes.Add("/");
        int handled = 0;
        _app.On(expected, _ => ++handled);

        await _app.Route.SendAsync(_app.Session(), HandlerFixture.Message(destination), CancellationToken.None);

        Assert.Equal(1, handled);
    }

    [Fact]
    public async Task A_message_that_nobody_claims_is_told_by_its_destination()
    {
        _app.OnSubscribe("/chat", _ => null);

        NoHandlerException failure = await _app.FailsAsync<NoHandlerException>("/app/chat");

        Assert.Contains("/app/chat", failure.Details, StringComparison.Ordinal);
        Assert.Equal(1, _app.Broker.Meter["stomp.handlers.unmatched"]);
        Assert.Empty(_app.Log.Lines);
    }

    [Fact]
    public async Task A_subscription_that_nobody_claims_is_an_error_too()
    {
        _app.On("/chat", _ => null);
        StompTestClient client = await _app.ConnectAsync();
        await client.SendFrameAsync("SUBSCRIBE", [("destination", "/app/chat"), ("id", "s")]);

        TestFrame error = await client.ExpectErrorAsync();

        Assert.Equal("No handler", error["message"]);
        Assert.Contains("/app/chat", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_receipt_of_a_message_comes_after_its_handler_has_ended()
    {
        var end = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        int begun = 0;
        _app.OnAsync("/work", _ =>
        {
            Interlocked.Increment(ref begun);
            return new ValueTask<object?>(end.Task);
        });
        StompTestClient client = await _app.ConnectAsync();
        Task<TestFrame> called = client.CallAsync("SEND", [("destination", "/app/work")]);
        await Eventually.IsTrue(() => Volatile.Read(ref begun) == 1, "the handler was called");
        Assert.False(called.IsCompleted);

        end.SetResult(null);

        Assert.Equal("RECEIPT", (await called).Command);
    }

    [Fact]
    public async Task One_sessions_messages_are_handled_one_after_another_however_long_each_takes()
    {
        var handled = new List<string>();
        _app.OnAsync("/work", async context =>
        {
            string body = HandlerFixture.Body(context);
            if (body is "0" or "2") await Task.Yield();
            handled.Add(body);
            return null;
        });
        StompTestClient client = await _app.ConnectAsync();
        await client.SendTextAsync(string.Concat(Enumerable.Range(0, 4).Select(i => $"SEND\ndestination:/app/work\n\n{i}\0")));
        await client.CallAsync("SEND", [("destination", "/topic/a")]);

        Assert.Equal(["0", "1", "2", "3"], handled);
    }

    [Fact]
    public async Task A_handler_of_subscriptions_sees_the_headers_of_the_SUBSCRIBE_frame()
    {
        MessageContext? seen = null;
        _app.OnSubscribe("/chat", context =>
        {
            seen = context;
            return null;
        });
        StompTestClient client = await _app.ConnectAsync();
        await client.SubscribeAsync("/app/chat", "s1", headers: ("room", "lobby"));

        Assert.Equal(("/app/chat", "lobby", "s1"), (seen!.Destination, seen.Message.GetHeader("room"), seen.Subscription!.Id));
        Assert.Equal(0, seen.Message.Body.Length);
    }

    [Fact]
    public async Task What_is_handled_at_once_costs_one_object()
    {
        _app.On("/work", _ => null);
        StompSession session = _app.Session();
        Wava.Broker.Messages.Message message = HandlerFixture.Message("/app/work");
        var table = new OneHandler(_app.Table.Find(HandlerKind.Message, "/work"u8, out _)!);
        using var route = new HandlerRoute(_app.Services with { Table = table });
        for (int i = 0; i < 100; i++) await route.SendAsync(session, message, CancellationToken.None);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) await route.SendAsync(session, message, CancellationToken.None);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
        var context = new MessageContext(session, message, null, table.Handler, null!);
        before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) context = new MessageContext(session, message, null, table.Handler, null!);
        long one = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
        GC.KeepAlive(context);

        Assert.Equal(one, each);
    }

    private sealed class OneHandler(HandlerDescriptor handler) : IHandlerTable
    {
        public HandlerDescriptor Handler => handler;

        public HandlerDescriptor? Find(HandlerKind kind, ReadOnlySpan<byte> destination, out DestinationMatch match)
        {
            match = default;
            return handler;
        }

        public HandlerDescriptor? FindExceptionHandler(HandlerDescriptor failed, Exception exception, out Exception meant)
        {
            meant = exception;
            return null;
        }
    }
}
