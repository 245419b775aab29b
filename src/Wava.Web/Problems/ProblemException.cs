using Wava.Broker;

namespace Wava.Web.Problems;

/// <summary>Something that cannot be done, in words that are meant for the client: problem details over HTTP, a report on the error queue over STOMP.</summary>
internal class ProblemException : StompException
{
    /// <summary>Says what cannot be done.</summary>
    /// <param name="code">What is wrong, in a word of <see cref="ProblemCode"/> that programs can rely on.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">What is wrong, in a sentence.</param>
    /// <param name="details">What a person can do about it; may be empty.</param>
    public ProblemException(string code, int status, string title, string details = "")
        : base(title, details)
    {
        Code = code;
        Status = status;
    }

    public int Status { get; }

    /// <summary>Somebody tries something too often.</summary>
    /// <param name="wait">How long until the next try.</param>
    public static ProblemException TooManyTries(TimeSpan wait) =>
        new(ProblemCode.TooManyTries, StatusCodes.Status429TooManyRequests, "There were too many tries.", "Wait a little and try again.") { RetryAfter = wait };
}
