using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Model;

internal sealed partial class BrokerRun
{
    private static readonly string[] Versions = ["1.2", "1.1", "1.0"];
    private static readonly string[] Topics = ["/topic/a", "/topic/a/x", BrokerModel.HistoryTopic, BrokerModel.HistoryTopic];
    private static readonly string[] Queues = ["/queue/q", "/queue/r"];
    private static readonly string[] Wanted =
    [
        "/queue/q", "/queue/q", "/queue/q", "/queue/q", "/queue/r", "/queue/r", BrokerModel.DeadLetters, "/topic/a", "/topic/a/x",
        BrokerModel.HistoryTopic, BrokerModel.HistoryTopic, "/topic/*", "/topic/**", "/topic/a/*",
    ];

    private static readonly (string Header, AckMode Mode)[] Modes =
    [
        ("client-individual", AckMode.ClientIndividual), ("client", AckMode.Client), ("auto", AckMode.Auto),
        ("client-individual", AckMode.ClientIndividual), ("client", AckMode.Client), ("", AckMode.Auto),
    ];

    private static readonly string[] Ways = ["", "(the peer closed in order)", "(writing fails)", "(after it had read everything)"];

    /// <summary>Does what the step says, or something near it. False: the client's session has decided to end.</summary>
    private bool Act(RunClient client, Step step) => step.Kind switch
    {
        StepKind.Subscribe when client.Model.Subscriptions.Count < 5 => Subscribe(client, step),
        StepKind.Subscribe or StepKind.Unsubscribe => Unsubscribe(client, step),
        StepKind.Ack or StepKind.Nack => Acknowledge(client, step),
        StepKind.Begin => Begin(client, step),
        StepKind.Commit or StepKind.Abort => EndTransaction(client, step),
        StepKind.Disconnect => Disconnect(client, step),
        StepKind.Lose => Lose(client, step),
        StepKind.Stall => Stall(client),
        StepKind.Resume => Resume(step),
        StepKind.Mistake => Mistake(client, step),
        _ => Send(client, step),
    };

    private bool Send(RunClient client, Step step)
    {
        string destination = step.A % 5 < 3 ? Queues[step.A / 5 % Queues.Length] : Topics[step.A / 5 % Topics.Length];
        var message = new ModelMessage($"m{++_messages}", destination, step.B % 2 == 0 ? "red" : "blue", 0);
        var headers = new List<(string, string)> { ("destination", destination), ("color", message.Color) };
        string? transaction = Transaction(client, step, headers);
        string? receipt = Receipt(step, headers);
        Do(client, "SEND", headers, message.Text);
        if (transaction is null) _model.Publish(message);
        else client.Model.Transactions[transaction].Add(new(message, null, default));
        return Answer(client, receipt);
    }

    private bool Subscribe(RunClient client, Step step)
    {
        string destination = Wanted[step.A % Wanted.Length];
        bool unnamed = client.Model.Version == "1.0" && step.B % 3 == 0
            && client.Model.Subscriptions.TrueForAll(each => each.Id != destination);
        string id = unnamed ? destination : $"s{++_subscriptions}";
        (string ack, AckMode mode) = Modes[step.B % Modes.Length];
        int prefetch = 1 + (step.B / 6 % 3);
        string? color = (step.B / 18 % 5) switch { 0 => "red", 1 => "blue", _ => null };
        var subscription = new ModelSubscription(client.Model, id, destination, mode, prefetch, color);
        var headers = new List<(string, string)> { ("destination", destination) };
        if (!unnamed) headers.Add(("id", id));
        if (ack.Length > 0) headers.Add(("ack", ack));
        if (mode != AckMode.Auto) headers.Add(("prefetch-count", $"{prefetch}"));
        if (color is not null) headers.Add(("selector", $"color = '{color}'"));
        (int? count, long? since) = Replay(destination, step, headers);
        string? receipt = Receipt(step, headers);
        Do(client, "SUBSCRIBE", headers);
        _model.Subscribe(subscription, receipt, count, since);
        return client.Session.Closing is null;
    }

    private (int? Count, long? Since) Replay(string destination, Step step, List<(string, string)> headers)
    {
        if (destination is not (BrokerModel.HistoryTopic or "/topic/a") || step.B / 90 % 3 == 0) return default;
        int choice = step.A / Wanted.Length;
        if (step.B / 90 % 3 == 1)
        {
            int count = choice % 12;
            headers.Add(("wava-replay", $"{count}"));
            return (count, null);
        }

        // The places around the oldest that is kept, the latest ones, some of the future, some of another broker's life.
        long since = Math.Max(0, choice % 3 == 0 ? _model.Trimmed + (choice / 3 % 3) - 1 : _model.Sequence - (choice % 40) + 2);
        bool foreign = choice % 11 == 0;
        headers.Add(("wava-since", $"{(foreign ? "otherlife" : _host.Broker.Epoch)}-{since}"));
        return (null, foreign ? -1 : since);
    }

    private bool Unsubscribe(RunClient client, Step step)
    {
        List<ModelSubscription> all = client.Model.Subscriptions;
        if (all.Count == 0) return Send(client, step);
        ModelSubscription subscription = all[step.A % all.Count];
        bool unnamed = subscription.Id == subscription.Destination;
        var headers = new List<(string, string)> { unnamed ? ("destination", subscription.Destination) : ("id", subscription.Id) };
        string? receipt = Receipt(step, headers);
        Do(client, "UNSUBSCRIBE", headers);
        _model.Unsubscribe(subscription);
        return Answer(client, receipt);
    }

    private bool Disconnect(RunClient client, Step step)
    {
        var headers = new List<(string, string)>();
        string? receipt = Receipt(step, headers);
        Do(client, "DISCONNECT", headers);
        if (receipt is not null) client.Model.Expect($"RECEIPT {receipt}");
        return false;
    }

    private bool Lose(RunClient client, Step step)
    {
        int how = step.A % Ways.Length;
        Say(client, "is lost", Ways[how]);
        Count("lost");
        if (how == 1) client.Session.Leave();
        if (how == 2) client.Transport.Break();
        if (how == 3) client.Transport.Resume();
        if (how > 1) FlushBatch.RunHere();
        Look(client);
        End(client);
        return true;
    }

    private bool Stall(RunClient client)
    {
        if (client.Transport.IsStalled) return Resume(client);
        Say(client, "reads no more", "");
        Count("stalled");
        client.Transport.Stall();
        return true;
    }

    private bool Resume(Step step)
    {
        RunClient?[] stalled = [.. _clients.Where(each => each is { Transport.IsStalled: true })];
        return stalled.Length > 0 ? Resume(stalled[step.A % stalled.Length]!) : Send(_clients[step.Client]!, step);
    }

    private bool Resume(RunClient client)
    {
        Say(client, "reads again", "");
        client.Transport.Resume();
        return true;
    }

    private void Do(RunClient client, string command, List<(string Name, string Value)> headers, string body = "")
    {
        Say(client, command, string.Join(' ', headers.Select(each => $"{each.Name}:{each.Value}")) + (body.Length > 0 ? " = " + body : ""));
        Count(command);
        client.Send(command, headers, body);
    }

    private string? Receipt(Step step, List<(string, string)> headers)
    {
        if (!step.Receipt) return null;
        string receipt = $"r{++_receipts}";
        headers.Add(("receipt", receipt));
        return receipt;
    }

    private static bool Answer(RunClient client, string? receipt)
    {
        if (receipt is not null) client.Model.Expect($"RECEIPT {receipt}");
        return client.Session.Closing is null;
    }
}
