namespace Wava.Broker.Brokers.Memory;

/// <summary>How much of their past the topics of one pattern remember, so that a returning client can be sent what it missed.</summary>
/// <remarks>Whichever of the three bounds is reached first counts. Of several rules for one topic the first one counts.</remarks>
public sealed class HistoryRule
{
    /// <summary>Which topics, for instance <c>/topic/rooms/**</c>.</summary>
    public string Pattern { get; set; } = "";

    /// <summary>How many messages each of these topics keeps. 300 unless set.</summary>
    public int MaxCount { get; set; } = 300;

    /// <summary>How many octets of messages each of these topics keeps. 1 MiB unless set.</summary>
    public long MaxBytes { get; set; } = 1024 * 1024;

    /// <summary>How long a message is kept. Ten minutes unless set.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(10);
}
