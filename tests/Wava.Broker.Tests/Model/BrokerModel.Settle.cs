using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Model;

internal sealed partial class BrokerModel
{
    /// <summary>An ACK or NACK takes effect: for one delivery, or in client mode for all up to it.</summary>
    public void Settle(ModelDelivery delivery, DeliveryOutcome outcome)
    {
        List<ModelDelivery> open = delivery.Subscription.Open;
        int last = open.IndexOf(delivery);
        if (last < 0) return;
        int first = delivery.Subscription.AckMode == AckMode.Client ? 0 : last;
        List<ModelDelivery> settled = open[first..(last + 1)];
        open.RemoveRange(first, settled.Count);
        foreach (ModelDelivery each in settled) Close(each, outcome);
    }

    public void Commit(ModelClient client, string transaction)
    {
        client.Transactions.Remove(transaction, out List<ModelClient.TransactionStep>? steps);
        foreach ((ModelMessage? message, ModelDelivery? delivery, DeliveryOutcome outcome) in steps!)
        {
            if (message is not null) Publish(message);
            else Settle(delivery!, outcome);
        }
    }

    /// <summary>A subscription ends: what was seen of it counts as delivered once, what was not as never.</summary>
    public void Unsubscribe(ModelSubscription subscription)
    {
        subscription.IsLive = false;
        subscription.Client.Subscriptions.Remove(subscription);
        // Some of what waits may have been in its outbox, and has come back.
        if (subscription.IsQueue) Queue(subscription.Destination).ForEach(message => message.WasBack = true);
        foreach (ModelDelivery delivery in subscription.Open) Close(delivery, DeliveryOutcome.Returned);
        subscription.Open.Clear();
    }

    /// <summary>A connection is over.</summary>
    public void End(ModelClient client)
    {
        client.IsOver = true;
        foreach (ModelSubscription subscription in client.Subscriptions.ToList()) Unsubscribe(subscription);
        _clients.Remove(client);
    }

    private void Close(ModelDelivery delivery, DeliveryOutcome outcome)
    {
        delivery.IsOpen = false;
        ModelMessage message = delivery.Message;
        if (!delivery.Subscription.IsQueue) return;
        message.Holder = null;
        if (outcome == DeliveryOutcome.Accepted) Consumed++;
        else if (outcome == DeliveryOutcome.Discarded) Bury(message, "rejected");
        else if (message.Deliveries + 1 >= MaxDeliveries) Bury(message, "redelivered-too-often");
        else
        {
            message.Deliveries++;
            message.WasBack = true;
            Append(message);
        }
    }

    private void Bury(ModelMessage message, string reason)
    {
        if (message.Destination == DeadLetters)
        {
            Dropped++;
            return;
        }

        Buried++;
        var letter = new ModelMessage(message.Text, DeadLetters, message.Color, ++Sequence)
        {
            Rank = _stepRank,
            Grave = (message.Destination, reason),
        };
        Append(letter);
    }
}
