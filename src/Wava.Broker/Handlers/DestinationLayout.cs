namespace Wava.Broker.Handlers;

/// <summary>Which destinations there are around the handlers.</summary>
internal sealed record DestinationLayout
{
    /// <summary>'/', or '.' where both separate.</summary>
    public char Separator { get; init; } = '/';

    /// <summary>Where the handlers' destinations are.</summary>
    public IReadOnlyList<string> ApplicationPrefixes { get; init; } = ["/app"];

    /// <summary>What the broker's destinations begin with.</summary>
    public IReadOnlyList<string> BrokerPrefixes { get; init; } = ["/topic", "/queue"];

    /// <summary>What an answer's destination begins with when nobody says where it goes; null: there is none.</summary>
    public string? TopicPrefix { get; init; } = "/topic";

    /// <summary>What an answer's destination begins with when it goes to the user and nobody says where; null: there is none.</summary>
    public string? QueuePrefix { get; init; } = "/queue";

    /// <summary>What users' destinations begin with.</summary>
    public string UserPrefix { get; init; } = "/user";

    /// <summary>Whether anybody takes what is sent to a destination.</summary>
    public required Func<string, bool> Serves { get; init; }

    /// <summary>Whether users can listen to a destination, user prefix left out.</summary>
    public required Func<string, bool> ServesUsers { get; init; }
}
