using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

internal sealed partial class MemoryQueue
{
    /// <summary>Hears how a delivery ended.</summary>
    public void Settle(QueuedMessage item, DeliveryOutcome outcome)
    {
        Deferred deferred = Deferred.Open();
        try
        {
            lock (_gate) Settle(item, outcome, deferred);
        }
        finally
        {
            deferred.Close();
        }
    }

    /// <summary>Passes a message on to the dead letters. Called with no lock held.</summary>
    public void Bury(Message message, DeadLetterReason reason) => table.Bury(this, message, reason);

    private void Settle(QueuedMessage item, DeliveryOutcome outcome, Deferred deferred)
    {
        if (!item.TryClose()) return;
        QueueConsumer consumer = item.Consumer!;
        consumer.Settled(item);
        if (consumer.HasCredit && consumer.Turn.List is null) _line.AddLast(consumer.Turn);

        switch (outcome)
        {
            case DeliveryOutcome.Accepted:
                Release(item);
                break;
            case DeliveryOutcome.Discarded:
                GiveUp(item, DeadLetterReason.Rejected, deferred);
                break;
            case DeliveryOutcome.Unsent:
                Return(item.Again(counted: false));
                break;
            default:
                if (item.Deliveries + 1 >= table.Options.MaxDeliveries) GiveUp(item, DeadLetterReason.RedeliveredTooOften, deferred);
                else Return(item.Again(counted: true));
                break;
        }

        if (_ready.First is not null && _line.Count > 0) deferred.Drain(this);
        else VanishIfIdle();
    }

    /// <summary>The delivery did not take place: the client is gone, and gets nothing more until its session has ended.</summary>
    private void TakeBack(QueuedMessage item)
    {
        Deferred deferred = Deferred.Open();
        try
        {
            lock (_gate)
            {
                Retire(item.Consumer!);
                Settle(item, DeliveryOutcome.Unsent, deferred);
            }
        }
        finally
        {
            deferred.Close();
        }
    }

    private void Return(QueuedMessage item)
    {
        _ready.Return(item);
        foreach (QueueConsumer consumer in _selective)
        {
            bool passed = consumer.Cursor is not { } cursor || cursor.Message.Sequence > item.Message.Sequence;
            // Those between are looked at a second time; that is rare, and cheaper than remembering them.
            if (passed && consumer.Wants(item)) consumer.Cursor = item;
        }
    }
}
