using System.Text;
using Wava.Broker.Brokers.Memory;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Model;

/// <summary>Does steps on real sessions and a real broker, and compares what comes of each with the model.</summary>
/// <remarks>
/// Everything happens on one thread: the outboxes that a step has touched are flushed by <see cref="FlushBatch.RunHere"/>. So a seed is
/// the same run every time, and a run can be shortened step by step. What threads do to each other is <see cref="BrokerStressTests"/>'
/// business.
/// </remarks>
internal sealed partial class BrokerRun : IDisposable
{
    public const int Clients = 5;
    private static readonly string[] Notable = ["redelivered", "wava-recovered", "wava-dead-letter-reason"];
    private static readonly string[] Boring = ["server", "session", "content-length", "content-type", "heart-beat"];

    private readonly BrokerHost _host;
    private readonly BrokerModel _model = new();
    private readonly RunClient?[] _clients = new RunClient?[Clients];
    private readonly List<string> _log;
    private int _connections;
    private int _messages;
    private int _receipts;
    private int _subscriptions;

    private BrokerRun(List<string> log)
    {
        _log = log;
        var options = new MemoryBrokerOptions { Queues = new QueueOptions { MaxDeliveries = BrokerModel.MaxDeliveries } };
        options.History.Add(new HistoryRule { Pattern = BrokerModel.HistoryTopic, MaxCount = BrokerModel.HistoryLength });
        _host = new BrokerHost(options);
    }

    /// <summary>What has been done how often, for whoever wants to know what the runs are worth.</summary>
    public static SortedDictionary<string, int> Tally { get; } = new(StringComparer.Ordinal);

    /// <summary>Does the steps, then lets everything be consumed. Null: all was right. Otherwise what went on and what was wrong.</summary>
    public static string? Failure(IReadOnlyList<Step> steps)
    {
        var log = new List<string>();
        SynchronizationContext? context = SynchronizationContext.Current;
        // What waits for a flush goes on where the flush ends.
        SynchronizationContext.SetSynchronizationContext(null);
        FlushBatch.Open();
        try
        {
            using var run = new BrokerRun(log);
            foreach (Step step in steps) run.Do(step);
            run.DrainAll();
            return null;
        }
        catch (Exception e)
        {
            log.Add("  !! " + (e is ModelViolationException ? e.Message : e.ToString()));
            return string.Join('\n', log);
        }
        finally
        {
            FlushBatch.RunHere();
            FlushBatch.Close();
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public void Dispose() => _host.Dispose();

    private void Do(Step step)
    {
        _model.BeginStep();
        RunClient client = _clients[step.Client] ?? Connect(step.Client, Versions[step.B % Versions.Length]);
        // So that acknowledgements do not become rare: whoever has something to acknowledge does it.
        if (step.Kind is StepKind.Ack or StepKind.Nack && !HasOpen(client)) client = _clients.FirstOrDefault(HasOpen) ?? client;
        if (!Act(client, step)) Close(client);
        else if (!step.Hold) FlushBatch.RunHere();
        Look(hold: step.Hold);
    }

    private static bool HasOpen(RunClient? client) => client is not null && client.Model.Deliveries.Exists(each => each.IsOpen);

    private RunClient Connect(int slot, string version)
    {
        var client = new RunClient(_host, _model.Connect($"c{slot}.{++_connections}", version));
        _clients[slot] = client;
        Say(client, "CONNECT", version);
        if (version == "1.0") client.Send("CONNECT", []);
        else client.Send("CONNECT", [("accept-version", version), ("host", "model")]);
        return client;
    }

    /// <summary>Looks at all that has been written, then lets the model say what is missing.</summary>
    private void Look(bool hold)
    {
        foreach (RunClient? client in _clients) Look(client);
        bool isQuiet = !hold && !_clients.Any(each => each is { Transport.IsStalled: true });
        _model.EndStep(isQuiet);
    }

    private void Look(RunClient? client)
    {
        if (client is null) return;
        if (client.Transport.Fault is { } fault) throw new ModelViolationException($"{client.Model.Name}: {fault}");
        while (client.Transport.Frames.TryDequeue(out TestFrame? frame))
        {
            _log.Add($"      -> {client.Model.Name} {Short(frame)}");
            Count(frame.Command);
            foreach (string header in Notable) if (frame[header] is { } value) Count($"{frame.Command} with {header}:{value}");
            _model.Observe(client.Model, frame, _host.Broker.Epoch);
        }
    }

    /// <summary>The session has decided to end: its last words go out, and it is over.</summary>
    private void Close(RunClient client)
    {
        client.Transport.Resume();
        FlushBatch.RunHere();
        Look(client);
        if (!client.Transport.MustClose) throw new ModelViolationException($"{client.Model.Name} was told goodbye, its transport was not.");
        if (!client.Session.WhenDrainedAsync().IsCompletedSuccessfully)
            throw new ModelViolationException($"{client.Model.Name} still has something waiting.");
        if (!client.Model.AwaitsNothing)
            throw new ModelViolationException($"{client.Model.Name} did not get at its end: {client.Model.Awaited}.");
        End(client);
    }

    private void End(RunClient client)
    {
        client.End();
        _model.End(client.Model);
        _clients[Array.IndexOf(_clients, client)] = null;
        FlushBatch.RunHere();
        if (client.Transport.Frames.Count > 0) throw new ModelViolationException($"{client.Model.Name} was written to after its end.");
    }

    private void Say(RunClient client, string command, string details) => _log.Add($"{client.Model.Name} {command} {details}".TrimEnd());

    private static void Count(string what)
    {
        lock (Tally) Tally[what] = Tally.GetValueOrDefault(what) + 1;
    }

    private static string Short(TestFrame frame)
    {
        var text = new StringBuilder(frame.Command);
        foreach ((string name, string value) in frame.Headers)
        {
            if (!Boring.Contains(name)) text.Append(' ').Append(name).Append(':').Append(value);
        }

        return frame.Body.Length == 0 ? text.ToString() : text.Append(" = ").Append(frame.Text.TrimEnd()).ToString();
    }
}
