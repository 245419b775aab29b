namespace Wava.Broker.Brokers.Memory;

/// <summary>Where a subscription stands in its topic's list, so that taking it out needs no search.</summary>
internal sealed class TopicSubscriber(Topic topic)
{
    public Topic Topic { get; } = topic;

    public int Index { get; set; }
}
