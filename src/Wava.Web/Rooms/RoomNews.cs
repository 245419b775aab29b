using Wava.Broker.Messages;

namespace Wava.Web.Rooms;

/// <summary>Tells a room, or one person, what happens. What it tells is described in docs/web-api.md.</summary>
internal sealed class RoomNews(IMessageTemplate template)
{
    /// <summary>Where everything that happens in a room is told.</summary>
    public static string Topic(string room) => $"/topic/public/{room}";

    /// <summary>Tells everybody in the room. Calls for one room must not overlap where their order matters.</summary>
    /// <param name="room">The room's id.</param>
    /// <param name="news">An object with a <c>type</c>.</param>
    public ValueTask TellAsync(string room, object news) => template.SendAsync(Topic(room), news);

    /// <summary>Tells everybody in the room of several things, in order.</summary>
    public ValueTask TellAllAsync(string room, IEnumerable<object> news) => template.SendAllAsync(Topic(room), news);

    /// <summary>Tells one person, on all of their connections (<c>/user/queue/room</c>).</summary>
    public async ValueTask TellUserAsync(string user, object news) => await template.SendToUserAsync(user, "/queue/room", news);
}
