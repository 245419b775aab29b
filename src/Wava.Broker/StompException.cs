namespace Wava.Broker;

/// <summary>A failure whose words are meant for the client: they become the ERROR frame. All other exceptions stay in the log.</summary>
/// <param name="message">What is wrong, in a few words: the ERROR frame's <c>message</c> header.</param>
/// <param name="details">What a person can do about it: the ERROR frame's body.</param>
public class StompException(string message, string details) : Exception(message)
{
    /// <summary>What a person can do about it.</summary>
    public string Details { get; } = details;

    /// <summary>What is wrong, in a word that programs can rely on (<c>code</c> on the error queue), or null.</summary>
    public string? Code { get; init; }

    /// <summary>How long to wait before another try (<c>retryAfter</c> on the error queue, in seconds), or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What is wrong, field by field, by the names that the sender uses; empty when no field is at fault.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string[]>.Empty;
}
