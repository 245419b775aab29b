using System.Globalization;
using Wava.Web.Problems;

namespace Wava.Web.Chat;

/// <summary>What can be wrong with what people write.</summary>
internal static class ChatProblems
{
    public static ProblemException Invalid(string field, string what) =>
        new(ProblemCode.Invalid, StatusCodes.Status400BadRequest, what) { Errors = new Dictionary<string, string[]> { [field] = [what] } };

    public static ProblemException TooFast(TimeSpan wait) => new(
        ProblemCode.TooFast,
        StatusCodes.Status429TooManyRequests,
        "You write too fast.",
        string.Create(CultureInfo.InvariantCulture, $"Wait {Math.Max(1, Math.Ceiling(wait.TotalSeconds))} seconds, then send it again, a message with the same clientId."))
    {
        RetryAfter = wait,
    };

    public static ProblemException NoSuchMessage() =>
        new(ProblemCode.NoSuchMessage, StatusCodes.Status404NotFound, "There is no such message in this room.", "It may have been deleted.");

    public static ProblemException NotYours() =>
        new(ProblemCode.NotAllowed, StatusCodes.Status403Forbidden, "Only its author can edit a message.");

    public static ProblemException NotYoursToDelete() =>
        new(ProblemCode.NotAllowed, StatusCodes.Status403Forbidden, "Only its author and moderators can delete a message.");

    public static ProblemException TooManyKinds(int most) =>
        new(ProblemCode.LimitReached, StatusCodes.Status409Conflict, $"A message can have {most} different reactions at most.", "Choose one of those that are there.");

    public static ProblemException Busy() =>
        new(ProblemCode.Busy, StatusCodes.Status503ServiceUnavailable, "Too many messages are being stored at the moment.", "Send it again in a moment, a message with the same clientId.") { RetryAfter = TimeSpan.FromSeconds(1) };
}
