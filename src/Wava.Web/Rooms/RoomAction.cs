namespace Wava.Web.Rooms;

/// <summary>What can be done in a room. <see cref="RoomRights"/> says who may.</summary>
internal enum RoomAction
{
    /// <summary>See the room, who is in it and what happens in it.</summary>
    See,

    /// <summary>Read what was written.</summary>
    Read,

    /// <summary>Write, edit and delete one's own, react, type, mark as read.</summary>
    Write,

    /// <summary>Be in the call, exchange signals, get addresses of relays.</summary>
    Call,

    /// <summary>Leave for good.</summary>
    Leave,

    /// <summary>Delete what others have written.</summary>
    DeleteMessages,

    /// <summary>Make, list and revoke invitations.</summary>
    Invite,

    /// <summary>See who waits, let them in or turn them away.</summary>
    Admit,

    /// <summary>Let nobody in any more, and open again.</summary>
    Lock,

    /// <summary>Mute others, ask them to unmute.</summary>
    Mute,

    /// <summary>Remove somebody who is less than oneself.</summary>
    Kick,

    /// <summary>Keep somebody out who is less than oneself, and list and lift bans.</summary>
    Ban,

    /// <summary>Change title, access, password, waiting room and size.</summary>
    Configure,

    /// <summary>Change roles, hand the room over.</summary>
    Appoint,

    /// <summary>Delete the room and all that was written in it.</summary>
    Delete,
}
