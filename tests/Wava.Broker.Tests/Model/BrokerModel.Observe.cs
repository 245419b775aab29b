using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Model;

internal sealed partial class BrokerModel
{
    private readonly HashSet<string> _messageIds = [];
    private readonly List<(ModelSubscription Subscription, ModelMessage Message)> _handedOut = [];

    /// <summary>A client got a frame.</summary>
    /// <exception cref="ModelViolationException">It should not have.</exception>
    public void Observe(ModelClient client, TestFrame frame, string epoch)
    {
        if (client.IsOver) throw new ModelViolationException($"{client.Name} got {frame.Command} after its end.");
        string text = Describe(frame, epoch);
        bool ofQueue = frame.Command == "MESSAGE" && frame["destination"]!.StartsWith("/queue/", StringComparison.Ordinal);
        if (ofQueue)
        {
            ObserveQueue(client, frame, text);
            return;
        }

        if (client.Meet(text) is not { } met)
            throw new ModelViolationException($"{client.Name} got '{text}', but its turn was: {client.Awaited}.");
        if (met.Subscription is { } subscription) Lend(subscription, met.Message!, frame);
    }

    private void ObserveQueue(ModelClient client, TestFrame frame, string text)
    {
        ModelSubscription subscription = client.Subscriptions.FirstOrDefault(each => each.Id == frame["subscription"])
            ?? throw new ModelViolationException($"{client.Name} got '{text}' for a subscription that it does not have.");
        ModelMessage message = Queue(subscription.Destination).FirstOrDefault(each => each.Text == frame.Text)
            ?? throw new ModelViolationException(
                $"{client.Name} got '{text}', which does not wait in {subscription.Destination}: {WhereIs(frame.Text)}.");
        if (message.Grave is not null && message.Deliveries == 0 && !message.WasNumbered) Number(message, text);
        string right = Frame(message, subscription.Id, message.Deliveries > 0, unrecovered: false);
        if (text != right) throw new ModelViolationException($"{client.Name} got '{text}' instead of '{right}'.");
        if (!subscription.HasCredit)
            throw new ModelViolationException($"{client.Name} got '{text}' beyond its prefetch of {subscription.Prefetch}.");
        if (!subscription.Wants(message))
            throw new ModelViolationException($"{client.Name} got '{text}', which its selector does not want.");
        if (!message.WasBack)
        {
            if (message.Rank < subscription.LastFresh)
                throw new ModelViolationException($"{client.Name} got '{text}' after a later message of the queue.");
            subscription.LastFresh = message.Rank;
        }

        Queue(subscription.Destination).Remove(message);
        _handedOut.Add((subscription, message));
        Lend(subscription, message, frame);
        if (subscription.AckMode == AckMode.Auto) Consumed++;
    }

    private static void Lend(ModelSubscription subscription, ModelMessage message, TestFrame frame)
    {
        bool acknowledged = subscription.AckMode != AckMode.Auto;
        bool hasAck = frame["ack"] is not null;
        if (hasAck != (acknowledged && subscription.Client.Version == "1.2"))
            throw new ModelViolationException($"The MESSAGE {message.Text} for {subscription} has {(hasAck ? "an" : "no")} ack header.");
        if (!acknowledged) return;
        var delivery = new ModelDelivery(subscription, message, frame["message-id"]!, frame["ack"]);
        if (subscription.IsQueue) message.Holder = delivery;
        // Frames that had been on their way when the subscription ended need no answer any more.
        delivery.IsOpen = subscription.IsLive;
        if (subscription.IsLive) subscription.Open.Add(delivery);
        subscription.Client.Deliveries.Add(delivery);
    }

    /// <summary>Dead letters of one step are numbered in an order that is the broker's choice: the first look tells.</summary>
    private void Number(ModelMessage letter, string text)
    {
        long number = long.Parse(text.Split(" id ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        if (number < letter.Rank || number > Sequence || !_messageIds.Add(text.Split(" id ")[1].Split(' ')[0]))
            throw new ModelViolationException($"'{text}' has a number that is not its own.");
        letter.Sequence = number;
        letter.WasNumbered = true;
    }

    private string WhereIs(string text)
    {
        ModelDelivery? holder = _clients.SelectMany(each => each.Subscriptions).SelectMany(each => each.Open)
            .FirstOrDefault(each => each.Subscription.IsQueue && each.Message.Text == text);
        if (holder is not null) return $"{holder.Subscription} has it";
        return _queues.FirstOrDefault(each => each.Value.Exists(message => message.Text == text)).Key is { } queue
            ? $"it waits in {queue}"
            : "it is settled or was never sent";
    }

    private static string Describe(TestFrame frame, string epoch)
    {
        string Position(string? id) => id?.StartsWith(epoch + "-", StringComparison.Ordinal) == true ? id[(epoch.Length + 1)..] : $"{id}";
        string Flag(string header, string name) => frame[header] is { } value ? $" {name}:{value}" : "";
        return frame.Command switch
        {
            "MESSAGE" => $"MESSAGE {frame.Text} {frame["color"]} from {frame["destination"]} for {frame["subscription"]}"
                + $" id {Position(frame["message-id"])}"
                + (frame["wava-dead-letter-from"] is { } from ? $" buried:{from} {frame["wava-dead-letter-reason"]}" : "")
                + Flag("redelivered", "redelivered") + Flag("wava-recovered", "recovered") + Flag("wava-gap", "gap")
                + Flag("receipt", "receipt") + Flag("transaction", "transaction"),
            "RECEIPT" => $"RECEIPT {frame["receipt-id"]}" + Flag("wava-recovered", "recovered")
                + (frame["wava-position"] is { } position ? $" position:{Position(position)}" : ""),
            "ERROR" => $"ERROR {frame["receipt-id"] ?? "-"}",
            "CONNECTED" => $"CONNECTED {frame["version"]}",
            _ => frame.Command,
        };
    }
}
