using System.Runtime.CompilerServices;
using Wava.Broker.Sessions;
using Wava.Broker.Users;

namespace Wava.Web.Rooms;

/// <summary>Knows who listens to a room by STOMP, and ends that for those who may not any more.</summary>
internal sealed class RoomListeners(IUserRegistry users) : IRoomPresence
{
    private const string Prefix = "/topic/public/";

    // A session keeps what was taken from its client until the client lets go of it.
    private readonly ConditionalWeakTable<Subscription, object> _revoked = [];

    /// <summary>The room that a subscription is about, or null.</summary>
    public static string? RoomOf(Subscription subscription) =>
        subscription.Destination.StartsWith(Prefix, StringComparison.Ordinal) ? subscription.Destination[Prefix.Length..] : null;

    public bool IsPresent(string room, string user) => Find(room, user).Any();

    /// <summary>All subscriptions to rooms, room by room.</summary>
    public IEnumerable<IGrouping<string, Subscription>> ByRoom() =>
        users.FindSubscriptions(each => RoomOf(each) is not null && !_revoked.TryGetValue(each, out _)).GroupBy(each => RoomOf(each)!, StringComparer.Ordinal);

    /// <summary>Ends what somebody has subscribed to in a room, on all of their sessions.</summary>
    public async ValueTask RevokeAsync(string room, string user)
    {
        foreach (Subscription subscription in Find(room, user).ToArray()) await RevokeAsync(subscription);
    }

    /// <summary>Ends all subscriptions to a room.</summary>
    public async ValueTask RevokeAllAsync(string room)
    {
        string topic = RoomNews.Topic(room);
        foreach (Subscription subscription in users.FindSubscriptions(each => each.Destination == topic)) await RevokeAsync(subscription);
    }

    /// <summary>Ends one subscription.</summary>
    public async ValueTask RevokeAsync(Subscription subscription)
    {
        _revoked.TryAdd(subscription, subscription.Id);
        await subscription.Session.RevokeAsync(subscription, "You are no member of this room any more.", "Join it again, if it is open to you.");
    }

    private IEnumerable<Subscription> Find(string room, string user)
    {
        string topic = RoomNews.Topic(room);
        if (users.Find(user) is not { } connected) return [];
        return connected.Sessions.SelectMany(session => session.Subscriptions).Where(each => each.Destination == topic && !_revoked.TryGetValue(each, out _));
    }
}
