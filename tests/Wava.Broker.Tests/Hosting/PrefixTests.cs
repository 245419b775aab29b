using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Channels;

namespace Wava.Broker.Tests.Hosting;

public class PrefixTests
{
    [Theory]
    [InlineData('/', "topic/news", true)]
    [InlineData('/', "topic.news", false)]
    [InlineData('.', "topic.news", true)]
    [InlineData('.', "topic/news", true)]
    [InlineData('.', "topics.news", false)]
    public void A_prefix_ends_where_the_separator_of_destinations_stands(char separator, string destination, bool served)
    {
        using ServiceProvider services = new ServiceCollection().AddLogging()
            .AddStompBroker(options => options.Memory.DestinationSeparator = separator).UseMemoryBroker("topic")
            .Services.BuildServiceProvider();

        IMessageRoute? route = services.GetRequiredService<InboundChannel>().Find(System.Text.Encoding.UTF8.GetBytes(destination));

        Assert.Equal(served, route is not null);
    }
}
