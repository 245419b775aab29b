using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Model;

internal sealed partial class BrokerRun
{
    private static readonly string[] TransactionIds = ["t1", "t2"];

    private bool Acknowledge(RunClient client, Step step)
    {
        ModelDelivery[] open = [.. client.Model.Deliveries.Where(each => each.IsOpen)];
        ModelDelivery[] stale = [.. client.Model.Deliveries.Where(each => !each.IsOpen && IsSettled(client, each))];
        bool late = stale.Length > 0 && step.B % 16 == 0;
        ModelDelivery[] choice = late ? stale : open;
        if (choice.Length == 0) return Send(client, step);
        ModelDelivery delivery = choice[step.A % choice.Length];

        bool refuse = step.Kind == StepKind.Nack && client.Model.Version != "1.0";
        bool forGood = refuse && step.B / 16 % 3 == 0;
        List<(string, string)> headers = Name(client, delivery, step);
        if (forGood) headers.Add(("requeue", "false"));
        string? transaction = late ? null : Transaction(client, step, headers);
        string? receipt = Receipt(step, headers);
        Do(client, refuse ? "NACK" : "ACK", headers);

        DeliveryOutcome outcome = forGood ? DeliveryOutcome.Discarded : refuse ? DeliveryOutcome.Rejected : DeliveryOutcome.Accepted;
        if (late)
        {
            // What has been settled may be refused or ignored; nothing must come of it.
            bool refused = client.Session.Closing is not null;
            Count(refused ? "late ACK refused" : "late ACK ignored");
            if (refused) return Refused(client, receipt);
        }
        else if (transaction is not null)
        {
            client.Model.Transactions[transaction].Add(new(null, delivery, outcome));
        }
        else
        {
            _model.Settle(delivery, outcome);
        }

        return Answer(client, receipt);
    }

    /// <summary>Before 1.2 a delivery is named by its message: a late ACK must not hit the same message's next delivery.</summary>
    private static bool IsSettled(RunClient client, ModelDelivery delivery) =>
        client.Model.Version == "1.2"
        || (delivery.Subscription is { IsQueue: true, IsLive: false }
            && client.Model.Subscriptions.TrueForAll(each => each.Id != delivery.Subscription.Id));

    private static List<(string, string)> Name(RunClient client, ModelDelivery delivery, Step step)
    {
        if (client.Model.Version == "1.2") return [("id", delivery.AckId!)];
        var headers = new List<(string, string)> { ("message-id", delivery.MessageId) };
        bool optional = client.Model.Version == "1.0" && delivery.IsOpen && delivery.Subscription.IsQueue;
        if (!optional || step.B / 48 % 2 == 0) headers.Add(("subscription", delivery.Subscription.Id));
        return headers;
    }

    /// <summary>Half of what is said while a transaction is open is said in it.</summary>
    private static string? Transaction(RunClient client, Step step, List<(string, string)> headers)
    {
        if (client.Model.Transactions.Count == 0 || step.B / 4 % 2 == 0) return null;
        string transaction = client.Model.Transactions.Keys.ElementAt(step.B / 8 % client.Model.Transactions.Count);
        headers.Add(("transaction", transaction));
        return transaction;
    }

    private bool Begin(RunClient client, Step step)
    {
        string[] free = [.. TransactionIds.Where(each => !client.Model.Transactions.ContainsKey(each))];
        if (free.Length == 0) return EndTransaction(client, step);
        var headers = new List<(string, string)> { ("transaction", free[step.A % free.Length]) };
        string? receipt = Receipt(step, headers);
        Do(client, "BEGIN", headers);
        client.Model.Transactions[headers[0].Item2] = [];
        return Answer(client, receipt);
    }

    private bool EndTransaction(RunClient client, Step step)
    {
        if (client.Model.Transactions.Count == 0) return Begin(client, step);
        string transaction = client.Model.Transactions.Keys.ElementAt(step.A % client.Model.Transactions.Count);
        var headers = new List<(string, string)> { ("transaction", transaction) };
        string? receipt = Receipt(step, headers);
        Do(client, step.Kind == StepKind.Abort ? "ABORT" : "COMMIT", headers);
        if (step.Kind == StepKind.Abort) client.Model.Transactions.Remove(transaction);
        else _model.Commit(client.Model, transaction);
        return Answer(client, receipt);
    }

    private bool Mistake(RunClient client, Step step)
    {
        (string command, List<(string, string)> headers) = Wrong(client, step.A % 11);
        string? receipt = Receipt(step, headers);
        Do(client, command, headers);
        return Refused(client, receipt);
    }

    private static (string Command, List<(string, string)> Headers) Wrong(RunClient client, int which)
    {
        string taken = client.Model.Subscriptions.Count > 0 ? client.Model.Subscriptions[0].Id : "";
        string open = client.Model.Transactions.Keys.FirstOrDefault() ?? "";
        return which switch
        {
            0 => ("SEND", [("destination", "/elsewhere/a")]),
            1 => ("SEND", [("destination", "/topic/*")]),
            2 => ("SEND", [("destination", "/queue/q"), ("transaction", "t9")]),
            3 => ("SUBSCRIBE", [("destination", "/queue/*"), ("id", "bad")]),
            4 => ("SUBSCRIBE", [("destination", "/topic/*"), ("id", "bad"), ("wava-replay", "3")]),
            5 => ("UNSUBSCRIBE", [("id", "nobody")]),
            6 => ("ACK", [("id", "99-1"), ("message-id", "nothing-1"), ("subscription", "nobody")]),
            7 => ("COMMIT", [("transaction", "t9")]),
            8 when open.Length > 0 => ("BEGIN", [("transaction", open)]),
            9 when client.Model.Version == "1.0" => ("NACK", [("message-id", "nothing-1")]),
            10 when taken.Length > 0 => ("SUBSCRIBE", [("destination", "/queue/q"), ("id", taken)]),
            _ => ("MESSAGE", [("destination", "/topic/a")]),
        };
    }

    private static bool Refused(RunClient client, string? receipt)
    {
        client.Model.Expect($"ERROR {receipt ?? "-"}");
        return false;
    }
}
