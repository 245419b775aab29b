namespace Wava.Broker.Brokers.Memory;

/// <summary>Which destinations the in-memory broker serves, and how much it keeps.</summary>
public sealed class MemoryBrokerOptions
{
    /// <summary>Where the topics are: every subscriber gets each message. <c>/topic</c> unless changed.</summary>
    public IList<string> TopicPrefixes { get; } = ["/topic"];

    /// <summary>Where the queues are: each message goes to one consumer, and waits for it. <c>/queue</c> unless changed.</summary>
    public IList<string> QueuePrefixes { get; } = ["/queue"];

    /// <summary>What separates the parts of a destination: <c>/</c>, the default, or <c>.</c> for names such as <c>/topic/a.b</c>.</summary>
    public char DestinationSeparator { get; set; } = '/';

    /// <summary>Whether a subscription may name many topics at once by <c>*</c> and <c>**</c>. It may unless set.</summary>
    public bool AllowWildcards { get; set; } = true;

    /// <summary>Which topics remember their last messages, and how many. None unless added.</summary>
    public IList<HistoryRule> History { get; } = [];

    /// <summary>How many topics may have a history at one time; the one unused for longest makes room. 100,000 unless set.</summary>
    public int MaxHistoryDestinations { get; set; } = 100_000;

    /// <summary>How many octets all histories together may hold. A tenth of the memory there is unless set.</summary>
    public long MaxHistoryBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10;

    /// <summary>How much the queues hold, and what becomes of messages that nobody takes.</summary>
    public QueueOptions Queues { get; set; } = new();

    /// <summary>Where dead letters go, with its prefix; null when they go nowhere.</summary>
    internal string? DeadLetters => Queues.DeadLetterDestination switch
    {
        { } name when !name.AsSpan().ContainsAny('/', DestinationSeparator) =>
            QueuePrefixes.Count > 0 ? $"{QueuePrefixes[0]}{DestinationSeparator}{name}" : null,
        var whole => whole,
    };
}
