using Wava.Web.Problems;

namespace Wava.Web.Signaling;

/// <summary>The ways in which calls and signals are refused.</summary>
internal static class SignalProblems
{
    public static ProblemException RoomFull(int places) =>
        new(ProblemCode.RoomFull, StatusCodes.Status409Conflict, "The call is full.", $"It takes {places}. Wait until somebody leaves, or ask the owner for more places.");

    public static ProblemException NotJoined() =>
        new(ProblemCode.NotJoined, StatusCodes.Status409Conflict, "You are not in this room's call.", "Join first.");

    public static ProblemException NoSuchPeer() =>
        new(ProblemCode.NoSuchPeer, StatusCodes.Status404NotFound, "There is no such peer in this call.", "It may have left.");

    public static ProblemException NotKept() =>
        new(ProblemCode.NoSuchPeer, StatusCodes.Status404NotFound, "The peer is away.", "As much as can be kept for it waits already.");

    public static ProblemException TooLarge(SignalingOptions options) =>
        new(ProblemCode.TooLarge, StatusCodes.Status413PayloadTooLarge, "The signal is too large.", $"Its data may have {options.MaxSignalSize} octets.");

    public static ProblemException TooFast(TimeSpan wait) =>
        new(ProblemCode.TooFast, StatusCodes.Status429TooManyRequests, "Too many signals at once.", "Send fewer of them.") { RetryAfter = wait };
}
