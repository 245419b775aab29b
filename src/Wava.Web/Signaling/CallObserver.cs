using Wava.Broker.Events;
using Wava.Web.Rooms;

namespace Wava.Web.Signaling;

/// <summary>Lets nobody stay in a call whose connection or place in the room is gone.</summary>
internal sealed class CallObserver(Calls calls) : IRoomObserver, IStompEventHandler<SessionDisconnected>
{
    public ValueTask MemberGoneAsync(string room, string user, string reason) => calls.RemoveUserAsync(room, user, reason);

    public ValueTask RoomGoneAsync(string room) => calls.RemoveAllAsync(room);

    public ValueTask HandleAsync(SessionDisconnected happened, CancellationToken cancellationToken) =>
        StompLink.Find(happened.Session) is { } link ? calls.LoseAsync(link) : default;
}
