namespace Wava.Web.Rooms.Contract;

/// <summary>A room as one of its members sees it.</summary>
internal sealed record RoomAnswer(
    string Id,
    string Title,
    RoomAccess Access,
    bool HasPassword,
    int MaxParticipants,
    bool WaitingRoom,
    bool Locked,
    DateTimeOffset CreatedAt,
    RoomRole Role,
    long LastSequence,
    long LastRead);
