using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Model;

/// <summary>A subscription as the model knows it.</summary>
internal sealed class ModelSubscription(ModelClient client, string id, string destination, AckMode ackMode, int prefetch, string? color)
{
    public ModelClient Client { get; } = client;

    public string Id { get; } = id;

    public string Destination { get; } = destination;

    public AckMode AckMode { get; } = ackMode;

    public int Prefetch { get; } = prefetch;

    /// <summary>The one color its selector wants; null for all.</summary>
    public string? Color { get; } = color;

    public bool IsLive { get; set; } = true;

    /// <summary>Whether its next message has to say that the past could not be replayed.</summary>
    public bool IsUnrecovered { get; set; }

    /// <summary>What its client has seen and not acknowledged, in the order in which it came.</summary>
    public List<ModelDelivery> Open { get; } = [];

    /// <summary>The place of the latest message it got that had never been given back.</summary>
    public long LastFresh { get; set; }

    public bool IsQueue => Destination.StartsWith("/queue/", StringComparison.Ordinal);

    public bool HasCredit => IsLive && (AckMode == AckMode.Auto || Open.Count < Prefetch);

    public bool Wants(ModelMessage message) => Color is null || Color == message.Color;

    /// <summary>Whether it listens to a topic; patterns are tried segment by segment, the slow way.</summary>
    public bool Covers(string topic) => Covers(Destination.Split('/'), topic.Split('/'));

    public override string ToString() => $"{Client.Name}/{Id}";

    private static bool Covers(ReadOnlySpan<string> pattern, ReadOnlySpan<string> segments)
    {
        if (pattern.IsEmpty) return segments.IsEmpty;
        if (pattern[0] == "**") return Covers(pattern[1..], segments) || (!segments.IsEmpty && Covers(pattern, segments[1..]));
        return !segments.IsEmpty && (pattern[0] == "*" || pattern[0] == segments[0]) && Covers(pattern[1..], segments[1..]);
    }
}
