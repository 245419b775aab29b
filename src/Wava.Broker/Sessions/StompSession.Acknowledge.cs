using System.Buffers.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    private List<Delivery>? _settling;

    private ValueTask Acknowledge(StompFrame frame, DeliveryOutcome outcome)
    {
        if (frame.Command == StompCommand.Nack && Version == StompVersion.V10)
            return Refuse(frame, "Unknown command", "NACK came with STOMP 1.1; this is a 1.0 session.");
        if (outcome == DeliveryOutcome.Rejected && frame.TryGetHeader(KnownHeader.Requeue, out StompHeader requeue) && requeue.ValueEquals("false"u8))
            outcome = DeliveryOutcome.Discarded;
        if (!TryFindDelivery(frame, out Subscription? subscription, out long number, out string? problem))
            return Refuse(frame, "Unknown delivery", problem!);
        if (subscription is null)
        {
            // The subscription is over, and what it had not acknowledged has been given back: there is nothing left to do.
        }
        else if (subscription.Ledger?.CanTake(number, subscription.AckMode == AckMode.Client) == false)
        {
            return Refuse(frame, "Unknown delivery", "That message is not waiting to be acknowledged: it has been acknowledged before.");
        }
        else if (frame.Has(KnownHeader.Transaction))
        {
            return AcknowledgeLater(frame, subscription, number, outcome);
        }
        else
        {
            TryAcknowledge(subscription, number, outcome);
        }

        Receipt(frame);
        return default;
    }

    private bool TryAcknowledge(Subscription subscription, long number, DeliveryOutcome outcome)
    {
        if (subscription.Ledger is not { } ledger) return true;
        if (!ledger.TryTake(number, subscription.AckMode == AckMode.Client, _settling ??= [])) return false;
        Settle(_settling, outcome);
        return true;
    }

    /// <summary>Finds what an ACK or NACK speaks of: by <c>id</c> in 1.2, by message-id and subscription in 1.1, by message-id in 1.0.</summary>
    /// <returns>False with a sentence when there is no such delivery; true without a subscription when it is over.</returns>
    private bool TryFindDelivery(StompFrame frame, out Subscription? subscription, out long number, out string? problem)
    {
        subscription = null;
        number = 0;
        problem = null;
        if (Version == StompVersion.V12)
        {
            if (!frame.TryGetHeader(KnownHeader.Id, out StompHeader id))
            {
                problem = "In STOMP 1.2 ACK and NACK need an id header: the value of the MESSAGE's ack header.";
                return false;
            }

            if (TryParseAckId(id.RawValue, out int subscriptionNumber, out number) && subscriptionNumber <= _lastSubscription)
            {
                foreach (Subscription each in _subscriptions.All)
                {
                    if (each.Number == subscriptionNumber) subscription = each;
                }

                if (subscription is null || subscription.Ledger?.Knows(number) == true) return true;
            }

            problem = "No message with that ack header is waiting to be acknowledged.";
            return false;
        }

        return TryFindByMessageId(frame, out subscription, out number, out problem);
    }

    private bool TryFindByMessageId(StompFrame frame, out Subscription? subscription, out long number, out string? problem)
    {
        subscription = null;
        number = 0;
        problem = null;
        if (!frame.TryGetHeader(KnownHeader.MessageId, out StompHeader messageId))
        {
            problem = "ACK and NACK need the message-id header of the MESSAGE.";
            return false;
        }

        string? subscriptionId = frame.GetString(KnownHeader.Subscription);
        if (subscriptionId is null && Version == StompVersion.V11)
        {
            problem = "In STOMP 1.1 ACK and NACK need a subscription header.";
            return false;
        }

        foreach (Subscription each in _subscriptions.All)
        {
            if (subscriptionId is not null && each.Id != subscriptionId) continue;
            subscription = each;
            if (each.Ledger is not { } ledger) continue;
            number = ledger.Find(messageId.RawValue);
            if (number != 0) return true;
        }

        // A client of another broker's habits acknowledges what needs no acknowledgement: harmless, and told apart from a wrong id.
        if (subscription is { AckMode: AckMode.Auto }) return true;
        problem = "No message with that message-id is waiting to be acknowledged.";
        return false;
    }

    private static bool TryParseAckId(ReadOnlySpan<byte> id, out int subscription, out long number)
    {
        number = 0;
        return Utf8Parser.TryParse(id, out subscription, out int used)
            && used < id.Length && id[used] == (byte)'-'
            && Utf8Parser.TryParse(id[(used + 1)..], out number, out int rest)
            && used + 1 + rest == id.Length
            && subscription > 0 && number > 0;
    }

    private static void Settle(List<Delivery> deliveries, DeliveryOutcome outcome)
    {
        foreach (Delivery delivery in deliveries) delivery.Settle(outcome);
        deliveries.Clear();
    }
}
