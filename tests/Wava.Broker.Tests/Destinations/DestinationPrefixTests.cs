using System.Text;
using Wava.Broker.Brokers;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Channels;
using Wava.Broker.Destinations;

namespace Wava.Broker.Tests.Destinations;

public sealed class DestinationPrefixTests
{
    [Theory]
    [InlineData("/topic", "/topic", true)]
    [InlineData("/topic", "/topic/a", true)]
    [InlineData("/topic/", "/topic/a", true)]
    [InlineData("/topic", "/topicX", false)]
    [InlineData("/topic", "/topic*", false)]
    [InlineData("/topic", "/topic.a", false)]
    [InlineData("/topic", "/top", false)]
    [InlineData("/topic", "", false)]
    [InlineData("/a/b", "/a/b/c", true)]
    [InlineData("/a/b", "/a", false)]
    [InlineData("/", "/anything", true)]
    public void A_prefix_covers_itself_and_what_lies_under_it(string prefix, string destination, bool expected) =>
        Assert.Equal(expected, new DestinationPrefix(prefix, '/').Covers(Encoding.UTF8.GetBytes(destination)));

    [Theory]
    [InlineData("/topic.a", true)]
    [InlineData("/topic/a", true)]
    [InlineData("/topicX", false)]
    public void Where_points_separate_they_do_so_behind_a_prefix_too(string destination, bool expected) =>
        Assert.Equal(expected, new DestinationPrefix("/topic", '.').Covers(Encoding.UTF8.GetBytes(destination)));

    [Theory]
    [InlineData("/topic/a", true)]
    [InlineData("/queue/a", true)]
    [InlineData("/app/a", false)]
    public void A_route_covers_what_one_of_its_prefixes_covers(string destination, bool expected)
    {
        using var broker = new MemoryBroker(new MemoryBrokerOptions(), TimeProvider.System);
        var route = new BrokerRoute(broker, new BrokerChannel([]), ["/topic", "/queue"]);

        Assert.Equal(expected, route.Covers(Encoding.UTF8.GetBytes(destination)));
    }
}
