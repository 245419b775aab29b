using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

internal sealed partial class TopicTable
{
    private static readonly TimeSpan HistorySweepPeriod = TimeSpan.FromSeconds(10);

    /// <summary>How many octets all histories hold.</summary>
    public long HistoryBytes => _shelf.Bytes;

    /// <summary>How many topics have a history.</summary>
    public int HistoryCount => _shelf.Count;

    /// <summary>Keeps a message. True: some other history has to make room, once no lock is held.</summary>
    private bool Remember(Topic topic, Message message)
    {
        TopicHistory history = topic.History ??= _shelf.Add(topic, message.Sequence);
        if (_shelf.Append(history, message)) _sweep.Arm();
        return _shelf.IsCrowded;
    }

    /// <summary>Sends a new subscription what it asked for of the past. Under the destination's lock: what comes next is live.</summary>
    private SubscribeResult Replay(Topic topic, Subscription subscription)
    {
        if (topic.Limits is null)
        {
            if (subscription.Replay is null) return default;
            subscription.MarkUnrecovered();
            return new SubscribeResult(false, null);
        }

        TopicHistory? history = topic.History;
        if (history is not null) _shelf.Trim(history);
        string position = _sequence.Position(history?.Last ?? _sequence.Last);
        if (subscription.Replay is not { } asked) return new SubscribeResult(null, position);

        if (asked.Epoch is not null && !IsComplete(asked, history))
        {
            subscription.MarkUnrecovered();
            return new SubscribeResult(false, position);
        }

        if (history is not null)
        {
            history.LastUse = _sequence.Last;
            int from = asked.Epoch is null ? Math.Max(0, history.Count - asked.Count) : history.IndexAfter(asked.Sequence);
            for (int i = from; i < history.Count; i++)
            {
                Message message = history[i];
                if (subscription.Wants(message) && !subscription.Deliver(message)) break;
            }
        }

        return new SubscribeResult(true, position);
    }

    /// <summary>Whether everything after the asked position is still there.</summary>
    private bool IsComplete(ReplayRequest asked, TopicHistory? history) =>
        asked.Epoch == _sequence.Epoch
        && asked.Sequence <= _sequence.Last
        && asked.Sequence >= (history?.TrimmedThrough ?? _shelf.ForgottenThrough);

    /// <summary>Takes whole histories away, those unused for longest first, until the rest fits. Holds one lock at a time.</summary>
    private void MakeRoom()
    {
        if (!_shelf.TryBeginEviction()) return;
        while (_shelf.TakeVictim() is { } victim)
        {
            lock (victim.Topic.Gate)
            {
                _shelf.Forget(victim);
                victim.Topic.History = null;
                CloseIfIdle(victim.Topic);
            }
        }

        _shelf.EndEviction();
    }

    /// <summary>Lets go of what has become too old in topics that have fallen silent. False: nothing is left that could.</summary>
    private bool TrimHistories()
    {
        foreach ((_, Topic topic) in _topics)
        {
            if (topic.Limits is null) continue;
            lock (topic.Gate)
            {
                if (topic.History is { } history) _shelf.Trim(history);
            }
        }

        return _shelf.Bytes > 0;
    }
}
