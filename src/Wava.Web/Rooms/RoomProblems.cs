using Wava.Web.Problems;

namespace Wava.Web.Rooms;

/// <summary>What can be wrong at a room's door and with what is made there, in the words that people read.</summary>
internal static class RoomProblems
{
    public static ProblemException LimitReached(string title, string details) => new(ProblemCode.LimitReached, StatusCodes.Status409Conflict, title, details);

    public static ProblemException HandOverFirst() =>
        new(ProblemCode.HandOverFirst, StatusCodes.Status409Conflict, "The room would have no owner.", "Hand it over to another member first, or delete it.");

    public static ProblemException Locked() => new(ProblemCode.RoomLocked, StatusCodes.Status409Conflict, "The room is locked.", "Ask somebody inside to open it.");

    public static ProblemException Full(int most) => new(ProblemCode.RoomFull, StatusCodes.Status409Conflict, $"The room has {most} members already.", "Ask its owner to make room.");

    public static ProblemException NoSuchInvitation() =>
        new(ProblemCode.NoSuchInvitation, StatusCodes.Status404NotFound, "There is no such invitation.", "It may have expired, been used up or been revoked. Ask for another one.");

    public static ProblemException Invalid(string field, string problem) =>
        new(ProblemCode.Invalid, StatusCodes.Status400BadRequest, "Something was filled in wrongly.", problem) { Errors = new Dictionary<string, string[]> { [field] = [problem] } };
}
