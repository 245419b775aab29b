namespace Wava.Broker.Handlers;

/// <summary>Where a handler's answers go.</summary>
/// <param name="ToSubscriber">Straight to the client that subscribes, as a message of its subscription.</param>
/// <param name="Destinations">Destinations that everybody can listen to.</param>
/// <param name="UserDestinations">Destinations of the sender, without the user prefix.</param>
/// <param name="Broadcast">Whether all sessions of the sender's user get what goes there, or only the sending one.</param>
internal sealed record ReplyPlan(bool ToSubscriber, IReadOnlyList<ReplyDestination> Destinations, IReadOnlyList<ReplyDestination> UserDestinations, bool Broadcast)
{
    public static readonly ReplyPlan None = new(false, [], [], false);
}
