using Wava.Broker.Brokers.Memory;
using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Model;

internal sealed partial class BrokerRun
{
    /// <summary>Ends all clients, lets a fresh one consume what is left, and adds up: what was sent is what was consumed.</summary>
    private void DrainAll()
    {
        foreach (RunClient? client in _clients) client?.Transport.Resume();
        FlushBatch.RunHere();
        Look(hold: false);
        CompareCounts();
        for (int i = 0; i < Clients; i++)
        {
            if (_clients[i] is not { } client) continue;
            Do(new Step(i % 2 == 0 ? StepKind.Lose : StepKind.Disconnect, i, 0, 0, Receipt: true, Hold: false));
            if (_clients.Contains(client)) throw new ModelViolationException($"{client.Model.Name} is still there.");
        }

        RunClient last = Connect(0, "1.2");
        foreach (string queue in (string[])[.. Queues, BrokerModel.DeadLetters])
        {
            _model.BeginStep();
            var subscription = new ModelSubscription(last.Model, $"s{++_subscriptions}", queue, AckMode.Auto, 1, color: null);
            Do(last, "SUBSCRIBE", [("destination", queue), ("id", subscription.Id)]);
            _model.Subscribe(subscription, receipt: null, count: null, since: null);
            FlushBatch.RunHere();
            Look(hold: false);
        }

        CompareCounts();
        if (_model.Consumed + _model.Dropped != _model.Queued || _model.Waiting + _model.Lent != 0)
        {
            throw new ModelViolationException(
                $"{_model.Queued} messages were queued; {_model.Consumed} consumed, {_model.Dropped} dropped, "
                + $"{_model.Waiting} wait, {_model.Lent} are lent.");
        }

        _model.BeginStep();
        End(last);
        Look(hold: false);
        ExpectNothingLeft();
    }

    private void CompareCounts()
    {
        MemoryBroker broker = _host.Broker;
        MemoryBrokerStatistics statistics = broker.Statistics;
        Same("messages held", _model.Waiting + _model.Lent, statistics.QueueDepth);
        DeadLetterReason[] reasons = Enum.GetValues<DeadLetterReason>();
        Same("dead letters", _model.Buried, reasons.Sum(statistics.DeadLettered));
        Same("messages dropped", _model.Dropped, reasons.Sum(statistics.Dropped));
        Same("numbers given", _model.Sequence, broker.Published);
        Same("sessions", _clients.Count(each => each is not null), _host.Registry.Count);
    }

    private void ExpectNothingLeft()
    {
        CompareCounts();
        MemoryBroker broker = _host.Broker;
        Same("octets held", 0, broker.Statistics.QueueBytes);
        Same("queues", 0, broker.QueueCount);
        Same("topics beside those with a history", 0, broker.TopicCount - broker.HistoryCount);
        Same("patterns", 0, broker.PatternCount);
    }

    private static void Same(string what, long expected, long actual)
    {
        if (expected != actual) throw new ModelViolationException($"{what}: {actual} instead of {expected}.");
    }
}
