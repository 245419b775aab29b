using Wava.Broker.Channels;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Channels;

public sealed class InboundChannelTests
{
    [Theory]
    [InlineData("/app/x", 0)]
    [InlineData("/app/y/z", 0)]
    [InlineData("/topic/x", 1)]
    [InlineData("/queue/x", -1)]
    [InlineData("", -1)]
    public void A_destination_goes_to_the_first_route_that_covers_it_or_to_nobody(string destination, int route)
    {
        IMessageRoute[] routes = [new Route("/app"), new Route("/topic"), new Route("/app/y")];

        IMessageRoute? found = new InboundChannel(routes).Find(System.Text.Encoding.UTF8.GetBytes(destination));

        Assert.Same(route < 0 ? null : routes[route], found);
    }

    private sealed class Route(string prefix) : IMessageRoute
    {
        public bool Covers(ReadOnlySpan<byte> destination) => destination.StartsWith(System.Text.Encoding.UTF8.GetBytes(prefix));

        public ValueTask SendAsync(StompSession session, Message message, CancellationToken stop) => default;

        public ValueTask<SubscribeResult> SubscribeAsync(Subscription subscription, CancellationToken stop) => default;

        public ValueTask UnsubscribeAsync(Subscription subscription) => default;
    }
}
