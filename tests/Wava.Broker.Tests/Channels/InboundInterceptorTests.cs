using System.Security.Claims;
using Wava.Broker.Channels;
using Wava.Broker.Frames;
using Wava.Broker.Messages;
using Wava.Broker.Tests.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Channels;

public sealed class InboundInterceptorTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Every_frame_of_a_conversation_passes_in_order()
    {
        var seen = new List<string>();
        Intercept((context, next) =>
        {
            seen.Add(StompCommands.Text(context.Command));
            return next(context);
        });
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s");
        await client.SendAsync("/topic/a", "x");
        await client.ExpectAsync("MESSAGE");
        await client.CallAsync("UNSUBSCRIBE", [("id", "s")]);
        await client.DisconnectAsync();

        Assert.Equal(["CONNECT", "SUBSCRIBE", "SEND", "UNSUBSCRIBE", "DISCONNECT"], seen);
    }

    [Fact]
    public async Task Interceptors_stand_around_one_another_in_the_order_of_their_registration()
    {
        var seen = new List<string>();
        foreach (string name in new[] { "outer", "inner" })
        {
            Intercept(async (context, next) =>
            {
                if (context.Command == StompCommand.Send) seen.Add($"{name} before");
                await next(context);
                if (context.Command == StompCommand.Send) seen.Add($"{name} after");
            });
        }

        StompTestClient client = await _broker.ConnectAsync();
        await client.CallAsync("SEND", [("destination", "/topic/a")]);

        Assert.Equal(["outer before", "inner before", "inner after", "outer after"], seen);
    }

    [Fact]
    public async Task A_message_may_be_changed_and_sent_elsewhere()
    {
        Intercept((context, next) =>
        {
            if (context.Command == StompCommand.Send)
            {
                context.Message = Message.Create("/topic/ignored", "changed"u8, "text/plain");
                context.Destination = "/topic/b";
            }

            return next(context);
        });
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/*", "s");
        await client.SendAsync("/topic/a", "as it was");

        TestFrame message = await client.ExpectAsync("MESSAGE");
        Assert.Equal(("/topic/b", "changed", "text/plain"), (message["destination"], message.Text, message["content-type"]));
    }

    [Fact]
    public async Task A_subscription_may_be_led_elsewhere()
    {
        Intercept((context, next) =>
        {
            if (context.Command == StompCommand.Subscribe) context.Destination = "/topic/tenant-1/a";
            return next(context);
        });
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s");
        await client.SendAsync("/topic/tenant-1/a", "x");

        Assert.Equal("x", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task What_is_not_handed_on_vanishes_and_its_sender_gets_its_receipt()
    {
        Intercept((context, next) => context is { Command: StompCommand.Send, Message.Body.Length: 4 } ? default : next(context));
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s");
        await client.CallAsync("SEND", [("destination", "/topic/a")], "spam");
        await client.SendAsync("/topic/a", "a letter");

        Assert.Equal("a letter", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Theory]
    [InlineData(StompCommand.Connect, "CONNECT")]
    [InlineData(StompCommand.Subscribe, "SUBSCRIBE")]
    [InlineData(StompCommand.Begin, "BEGIN")]
    public async Task Any_other_frame_that_is_not_handed_on_is_refused(StompCommand command, string name)
    {
        Intercept((context, next) => context.Command == command ? default : next(context));
        StompTestClient client = _broker.Open();
        await client.SendFrameAsync("CONNECT", [("accept-version", "1.2"), ("host", "h")]);
        if (name != "CONNECT")
        {
            await client.ExpectAsync("CONNECTED");
            await client.SendFrameAsync(name, [("id", "s"), ("destination", "/topic/a"), ("transaction", "t"), ("receipt", "r")]);
        }

        TestFrame error = await client.ExpectErrorAsync();
        Assert.Equal("Refused", error["message"]);
        await _broker.ExpectEndAsync(client);
    }

    [Fact]
    public async Task Nobody_can_be_made_to_stay()
    {
        Intercept((context, next) => context.Command == StompCommand.Disconnect ? default : next(context));
        StompTestClient client = await _broker.ConnectAsync();

        await client.DisconnectAsync();
    }

    [Fact]
    public async Task What_an_interceptor_throws_for_the_client_becomes_the_ERROR_of_the_frame()
    {
        Intercept((context, next) => context.Command == StompCommand.Subscribe ? throw new StompException("Not today", "Come again tomorrow.") : next(context));
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendFrameAsync("SUBSCRIBE", [("id", "s"), ("destination", "/topic/a"), ("receipt", "r1")]);

        TestFrame error = await client.ExpectErrorAsync();
        Assert.Equal(("Not today", "r1", "Come again tomorrow.\n"), (error["message"], error["receipt-id"], error.Text));
        await _broker.ExpectEndAsync(client);
    }

    [Fact]
    public async Task What_else_it_throws_stays_in_the_log()
    {
        Intercept((context, next) => context.Command == StompCommand.Send ? throw new InvalidOperationException("secret") : next(context));
        StompTestClient client = await _broker.ConnectAsync();
        await client.SendAsync("/topic/a", "x");

        TestFrame error = await client.ExpectErrorAsync();
        Assert.Equal("Server error", error["message"]);
        Assert.DoesNotContain("secret", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_named_at_CONNECT_is_the_sessions_from_then_on()
    {
        string? later = null;
        Intercept((context, next) =>
        {
            if (context.Command == StompCommand.Connect && context.Header("x-token") == "joe's")
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "joe")], "token"));
            if (context.Command == StompCommand.Send) later = context.Session.User?.Identity?.Name;
            return next(context);
        });
        StompTestClient client = _broker.Open();
        await client.SendFrameAsync("CONNECT", [("accept-version", "1.2"), ("host", "h"), ("x-token", "joe's")]);
        Assert.Equal("joe", (await client.ExpectAsync("CONNECTED"))["user-name"]);
        await client.CallAsync("SEND", [("destination", "/topic/a")]);

        Assert.Equal("joe", later);
    }

    [Fact]
    public async Task A_frame_before_CONNECT_is_refused_before_any_interceptor_sees_it()
    {
        bool seen = false;
        Intercept((context, next) =>
        {
            seen = true;
            return next(context);
        });
        StompTestClient client = _broker.Open();
        await client.SendFrameAsync("SEND", [("destination", "/topic/a")]);

        Assert.Equal("CONNECT comes first", (await client.ExpectErrorAsync())["message"]);
        Assert.False(seen);
    }

    [Fact]
    public async Task The_next_frame_waits_for_a_slow_interceptor()
    {
        var gate = new TaskCompletionSource();
        Intercept(async (context, next) =>
        {
            if (context.Command == StompCommand.Send && context.Destination == "/topic/slow") await gate.Task;
            await next(context);
        });
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/*", "s");
        await client.SendAsync("/topic/slow", "1");
        await client.SendAsync("/topic/fast", "2");
        gate.SetResult();

        Assert.Equal("1", (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Equal("2", (await client.ExpectAsync("MESSAGE")).Text);
    }

    private void Intercept(Func<InboundContext, InboundDelegate, ValueTask> intercept) => _broker.Interceptors.Add(new Interceptor(intercept));

    private sealed class Interceptor(Func<InboundContext, InboundDelegate, ValueTask> intercept) : IInboundInterceptor
    {
        public ValueTask InvokeAsync(InboundContext context, InboundDelegate next) => intercept(context, next);
    }
}
