using System.Text;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Handlers;

internal sealed partial class HandlerReplies
{
    /// <summary>Sends one body to wherever the plan says. It is encoded once.</summary>
    private ValueTask SendPayloadAsync(MessageContext context, ReplyPlan plan, object payload, IEnumerable<KeyValuePair<string, string>>? headers)
    {
        Message? encoded = null;
        if (plan.ToSubscriber && context.Subscription is { } subscription)
        {
            encoded = _encode(subscription.Destination, payload, headers);
            Deliver(subscription, encoded);
        }

        return SendPayloadAsync(context, plan, payload, headers, encoded, 0);
    }

    private ValueTask SendPayloadAsync(
        MessageContext context, ReplyPlan plan, object payload, IEnumerable<KeyValuePair<string, string>>? headers, Message? encoded, int from)
    {
        int common = plan.Destinations.Count;
        for (int i = from; i < common + plan.UserDestinations.Count; i++)
        {
            string destination = i < common ? plan.Destinations[i].For(context) : plan.UserDestinations[i - common].For(context, _userPrefix);
            Message message = encoded is null ? encoded = _encode(destination, payload, headers) : encoded.Readdress(Encoding.UTF8.GetBytes(destination), []);
            ValueTask sent = i < common
                ? _publisher.PublishAsync(message, context.Session, context.Session.Ended)
                : SendToSenderAsync(context.Session, plan.Broadcast, message);
            if (!sent.IsCompletedSuccessfully) return SendRestAsync(sent, context, plan, payload, headers, encoded, i + 1);
        }

        return default;
    }

    private async ValueTask SendRestAsync(
        ValueTask sent, MessageContext context, ReplyPlan plan, object payload, IEnumerable<KeyValuePair<string, string>>? headers, Message encoded, int from)
    {
        await sent;
        await SendPayloadAsync(context, plan, payload, headers, encoded, from);
    }

    private ValueTask SendToSenderAsync(StompSession session, bool broadcast, Message message) => Forget(
        broadcast && _users.NameOf(session) is { } user
            ? _users.SendToUserAsync(user, message, session, session.Ended)
            : _users.SendToSessionAsync(session.Id, message, session, session.Ended));

    /// <summary>Straight to the client that subscribes. No broker gives the message its number, so it gets it here.</summary>
    private void Deliver(Subscription subscription, Message message)
    {
        if (!subscription.Wants(message)) return;
        services.Sequence.Number(message);
        if (subscription.BrokerState is SubscriptionStream stream) stream.Deliver(message);
        else subscription.Deliver(message);
    }

    /// <summary>Whether anybody listens is not the handler's affair.</summary>
    private static ValueTask Forget(ValueTask<int> reached)
    {
        if (!reached.IsCompletedSuccessfully) return AwaitAsync(reached);
        _ = reached.Result;
        return default;

        static async ValueTask AwaitAsync(ValueTask<int> reached) => await reached;
    }
}
