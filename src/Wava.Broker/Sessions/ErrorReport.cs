namespace Wava.Broker.Sessions;

/// <summary>What a client is told about a frame that could not be done, while its connection lives on: the body of a message on its error queue.</summary>
/// <param name="Message">What is wrong, in a few words.</param>
/// <param name="Details">What a person can do about it.</param>
internal sealed record ErrorReport(string Message, string Details)
{
    /// <summary>What is wrong, in a word that programs can rely on, or null.</summary>
    public string? Code { get; init; }

    /// <summary>How long to wait before another try, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>By which number the log knows the failure, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>What is wrong, field by field; empty when no field is at fault.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string[]>.Empty;

    /// <summary>Says what an exception says that is meant for the client.</summary>
    public static ErrorReport Of(StompException exception) =>
        new(exception.Message, exception.Details) { Code = exception.Code, RetryAfter = exception.RetryAfter, Errors = exception.Errors };
}
