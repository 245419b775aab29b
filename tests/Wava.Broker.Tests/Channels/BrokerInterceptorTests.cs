using Wava.Broker.Channels;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;
using Wava.Broker.Tests.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Channels;

public sealed class BrokerInterceptorTests : IAsyncDisposable
{
    private readonly SessionFixture _broker = new();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_message_may_be_replaced_on_its_way_to_the_broker()
    {
        StompSession? sender = null;
        _broker.Interceptors.Add(new Interceptor((context, next) =>
        {
            sender = context.Sender;
            context.Message = Message.Create(context.Message.Destination, "stamped"u8);
            return next(context);
        }));
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s");
        await client.SendAsync("/topic/a", "x");

        Assert.Equal("stamped", (await client.ExpectAsync("MESSAGE")).Text);
        Assert.Same(Assert.Single(_broker.Registry.All), sender);
    }

    [Fact]
    public async Task What_is_not_handed_on_vanishes()
    {
        _broker.Interceptors.Add(new Interceptor((context, next) => context.Message.Body.Length == 1 ? default : next(context)));
        StompTestClient client = await _broker.ConnectAsync();
        await client.SubscribeAsync("/topic/a", "s");
        await client.CallAsync("SEND", [("destination", "/topic/a")], "1");
        await client.SendAsync("/topic/a", "22");

        Assert.Equal("22", (await client.ExpectAsync("MESSAGE")).Text);
    }

    [Fact]
    public async Task A_closed_broker_is_an_error_of_its_own()
    {
        StompTestClient client = await _broker.ConnectAsync();
        _broker.Channel.Closed = "The broker is being repaired.";
        await client.SendFrameAsync("SEND", [("destination", "/topic/a"), ("receipt", "r")]);

        TestFrame error = await client.ExpectErrorAsync();
        Assert.Equal(("Broker not available", "r", "The broker is being repaired.\n"), (error["message"], error["receipt-id"], error.Text));
    }

    private sealed class Interceptor(Func<BrokerContext, BrokerDelegate, ValueTask> intercept) : IBrokerInterceptor
    {
        public ValueTask InvokeAsync(BrokerContext context, BrokerDelegate next) => intercept(context, next);
    }
}
