using Wava.Broker.Events;

namespace Wava.Web.Rooms;

/// <summary>Looks again when a subscription to a room has begun: its client may have lost its place while the SUBSCRIBE was under way.</summary>
/// <remarks>
/// Whoever removes a member first lets memory know, then ends the subscriptions there are. One that is not among them yet has not been looked at here
/// yet either: this look comes after, and finds the member gone.
/// </remarks>
internal sealed class RoomSubscriptionCheck(RoomGate gate, RoomListeners listeners) : IStompEventHandler<SessionSubscribed>
{
    public async ValueTask HandleAsync(SessionSubscribed happened, CancellationToken cancellationToken)
    {
        if (RoomListeners.RoomOf(happened.Subscription) is not { } room) return;
        if (await gate.FindAsync(happened.Subscription.Session.User?.Identity?.Name ?? "", room, cancellationToken) is null)
            await listeners.RevokeAsync(happened.Subscription);
    }
}
