namespace Wava.Web.Rooms;

/// <summary>What memory knows of a room.</summary>
/// <param name="Room">The state; null when there is no such room (any more).</param>
/// <param name="ReadAt">A moment at which that was true.</param>
internal sealed record RoomSnapshot(RoomState? Room, long ReadAt)
{
    /// <summary>What is gone never comes back: an id is not used twice.</summary>
    public long Version => Room?.Version ?? long.MaxValue;
}
