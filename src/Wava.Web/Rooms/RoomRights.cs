namespace Wava.Web.Rooms;

/// <summary>Who may do what in a room: the one table that everything asks, through <see cref="RoomGate"/>.</summary>
internal static class RoomRights
{
    /// <summary>The least role that may. docs/security.md shows this table; a test compares.</summary>
    public static RoomRole Least(RoomAction action) => action switch
    {
        RoomAction.See or RoomAction.Read or RoomAction.Write or RoomAction.Call or RoomAction.Leave => RoomRole.Guest,
        RoomAction.DeleteMessages or RoomAction.Invite or RoomAction.Admit or RoomAction.Lock or RoomAction.Mute or RoomAction.Kick or RoomAction.Ban => RoomRole.Moderator,
        RoomAction.Configure or RoomAction.Appoint or RoomAction.Delete => RoomRole.Owner,
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    public static bool Allows(RoomRole role, RoomAction action) => role >= Least(action);

    /// <summary>Whether one may moderate the other: who moderates must be more.</summary>
    public static bool AllowsOver(RoomRole own, RoomRole other) => own > other;
}
