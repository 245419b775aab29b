namespace Wava.Web.Rooms;

/// <summary>Who may come into a room.</summary>
internal enum RoomAccess
{
    /// <summary>Whoever has the link.</summary>
    Open,

    /// <summary>Whoever has an invitation.</summary>
    Invitation,
}
