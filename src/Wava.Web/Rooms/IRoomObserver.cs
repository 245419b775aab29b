namespace Wava.Web.Rooms;

/// <summary>Is told when somebody's place in a room is gone, so that nothing of it stays: the call, subscriptions, what is remembered.</summary>
/// <remarks>Told in the order in which it happened, room by room. Must not wait for a change of the same room: that would wait for this.</remarks>
internal interface IRoomObserver
{
    /// <summary>Somebody is no member any more. Told after it is stored and before others are told.</summary>
    /// <param name="room">The room's id.</param>
    /// <param name="user">The user's id.</param>
    /// <param name="reason"><c>left</c>, <c>kicked</c> or <c>banned</c>.</param>
    ValueTask MemberGoneAsync(string room, string user, string reason);

    /// <summary>The room is no more.</summary>
    ValueTask RoomGoneAsync(string room);
}
