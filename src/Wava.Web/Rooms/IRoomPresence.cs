namespace Wava.Web.Rooms;

/// <summary>Knows of one way in which somebody can be in a room just now. Who is there in one of them is <c>online</c>.</summary>
internal interface IRoomPresence
{
    /// <summary>Whether the user is in the room, as far as this one knows.</summary>
    bool IsPresent(string room, string user);
}
