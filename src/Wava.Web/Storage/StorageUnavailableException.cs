using Wava.Web.Problems;

namespace Wava.Web.Storage;

/// <summary>The storage cannot take or give anything now: the disk is full, the database gone. What was asked for has not been done.</summary>
internal sealed class StorageUnavailableException : ProblemException
{
    public static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(5);

    public StorageUnavailableException()
        : base(ProblemCode.StorageUnavailable, StatusCodes.Status503ServiceUnavailable, "Nothing can be stored at the moment.", "Nothing is lost that was confirmed. Try again in a moment.") =>
        RetryAfter = TryAgainAfter;
}
