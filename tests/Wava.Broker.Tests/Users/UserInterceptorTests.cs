using Wava.Broker.Channels;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Users;

public sealed class UserInterceptorTests : IAsyncDisposable
{
    private readonly UserFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Every_message_to_a_user_passes_the_broker_channel_and_says_whom_it_is_for()
    {
        var seen = new List<(string Body, string Destination, string? User, string? Session, StompSession? Sender)>();
        _broker.Interceptors.Add(new Interceptor((context, next) =>
        {
            seen.Add((System.Text.Encoding.UTF8.GetString(context.Message.Body.Span), context.Message.Destination, context.User, context.SessionId, context.Sender));
            return next(context);
        }));
        UserClient ann = await _broker.ConnectAsync("ann");
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync();
        await ann.SubscribeAsync();

        await ann.SendAsync("/user/joe/queue/a", "1");
        await ann.SendAsync("/user/ann/queue/a", "2");
        await _broker.PublishAsync("/user/joe/queue/a", "3");
        Assert.Equal(1, await _broker.ToUserAsync("joe", "4"));
        Assert.Equal(1, await _broker.ToSessionAsync(joe.Session.Id, "5"));

        await joe.ExpectAsync("1", "3", "4", "5");
        await ann.ExpectAsync("2");
        string here = "/user/queue/a";
        Assert.Equal(
            [
                ("1", here, "joe", null, ann.Session), ("2", here, null, ann.Session.Id, ann.Session), ("3", here, "joe", null, null),
                ("4", here, "joe", null, null), ("5", here, null, joe.Session.Id, null),
            ],
            seen);
    }

    [Fact]
    public async Task An_interceptor_may_put_another_message_in_the_place()
    {
        _broker.Interceptors.Add(new Interceptor(async (context, next) =>
        {
            await Task.Yield();
            context.Message = UserFixture.NewMessage("/user/queue/b", "better");
            await next(context);
        }));
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync("/user/queue/a");
        await joe.SubscribeAsync("/user/queue/b");

        Assert.Equal(1, await _broker.ToUserAsync("joe", "good"));

        await joe.ExpectAsync("better");
    }

    [Fact]
    public async Task An_interceptor_cannot_send_it_out_of_the_users_realm()
    {
        _broker.Interceptors.Add(new Interceptor((context, next) =>
        {
            context.Message = UserFixture.NewMessage("/topic/a", "x");
            return next(context);
        }));

        Assert.Equal("Unknown destination", (await Assert.ThrowsAsync<StompException>(() => _broker.ToUserAsync("joe", "x"))).Message);
    }

    [Fact]
    public async Task What_an_interceptor_keeps_reaches_nobody_and_what_it_throws_reaches_the_sender()
    {
        _broker.Interceptors.Add(new Interceptor((context, _) =>
            context.User == "ann" ? throw new AccessDeniedException("Ann wants to be left alone.") : ValueTask.CompletedTask));
        UserClient joe = await _broker.ConnectAsync("joe");
        await joe.SubscribeAsync();

        Assert.Equal(0, await _broker.ToUserAsync("joe", "x"));
        await joe.ExpectAsync();
        Assert.Equal(0, _broker.Unrouted); // it was not lost: somebody wanted it so
        await Assert.ThrowsAsync<AccessDeniedException>(() => _broker.ToUserAsync("ann", "x"));
        await joe.Client.SendAsync("/user/ann/queue/a", "x");
        await joe.ExpectRefusalAsync("Access denied", "left alone");
    }

    private sealed class Interceptor(Func<BrokerContext, BrokerDelegate, ValueTask> work) : IBrokerInterceptor
    {
        public ValueTask InvokeAsync(BrokerContext context, BrokerDelegate next) => work(context, next);
    }
}
