namespace Wava.Web.Rooms;

/// <summary>What somebody is in a room, the lesser first: who moderates others must be more than they are.</summary>
internal enum RoomRole
{
    /// <summary>Somebody without an account, here by invitation.</summary>
    Guest,

    /// <summary>Somebody with an account.</summary>
    Member,

    /// <summary>Lets people in and out, and keeps order.</summary>
    Moderator,

    /// <summary>Whose room it is. There is always exactly one.</summary>
    Owner,
}
