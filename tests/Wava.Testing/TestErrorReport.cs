namespace Wava.Testing;

/// <summary>What the server says on a client's error queue about a frame that could not be done, while the connection lives on.</summary>
/// <param name="Message">What is wrong, in a few words.</param>
/// <param name="Details">What a person can do about it.</param>
public sealed record TestErrorReport(string Message, string Details)
{
    /// <summary>What is wrong, in a word.</summary>
    public string? Code { get; init; }

    /// <summary>The frame's command.</summary>
    public string? Command { get; init; }

    /// <summary>The frame's destination.</summary>
    public string? Destination { get; init; }

    /// <summary>The id of the subscription that was refused.</summary>
    public string? Subscription { get; init; }

    /// <summary>The receipt that the frame had asked for, and that does not come.</summary>
    public string? Receipt { get; init; }

    /// <summary>After how many seconds it may be tried again.</summary>
    public long? RetryAfter { get; init; }

    /// <summary>By which number the server's log knows the failure.</summary>
    public string? Reference { get; init; }

    /// <summary>What is wrong, field by field, by the names that the sender uses; empty when no field is at fault.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>();
}
