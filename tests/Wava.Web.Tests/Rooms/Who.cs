namespace Wava.Web.Tests.Rooms;

/// <summary>Who tries something with a room.</summary>
public enum Who
{
    Owner,
    Moderator,
    Member,
    Guest,

    /// <summary>Somebody with an account who is not in the room.</summary>
    Stranger,

    /// <summary>Somebody who is not signed in.</summary>
    Anonymous,
}
