using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Brokers.Memory;

/// <summary>One queue: messages wait in order, and each is lent to one consumer until that one has settled it.</summary>
/// <remarks>
/// <para>
/// The problem: consumers compete, each for as many messages as its prefetch allows; a message that comes back must find its place; what no
/// present consumer's selector wants must not stand in the way of the rest; and delivering reaches into sessions, which may
/// settle, close and unsubscribe while it happens.
/// </para>
/// <para>
/// The idea: one lock guards the state and is never held while anything else is called. Consumers that can take a message stand in a line
/// (<see cref="QueueConsumer.Turn"/>); the first one is served and stands at the end again, so turns are fair and finding one costs
/// nothing. One thread at a time hands out (<c>MemoryQueue.Drain.cs</c>): it takes a pair of message and consumer under the lock,
/// delivers without it, and goes on until there is no such pair. Whoever changes something meanwhile need not do more:
/// that thread will see it. A selective consumer remembers how far it has looked, so that each message is tried once per selector.
/// </para>
/// <para>The cost: three short locks and one object per message; per selective consumer a comparison per message that comes or goes.</para>
/// </remarks>
internal sealed partial class MemoryQueue(QueueTable table, byte[] name)
{
    private readonly Lock _gate = new();
    private readonly ReadyList _ready = new();
    private readonly LinkedList<QueueConsumer> _line = new();
    private readonly List<QueueConsumer> _selective = [];
    private int _consumers;
    private int _held;
    private int _expiring;
    private long _bytes;
    private bool _draining;
    private bool _vanished;

    /// <summary>The queue's destination.</summary>
    public byte[] Name { get; } = name;

    /// <summary>How many messages it holds, those lent to consumers included.</summary>
    public int Count => Volatile.Read(ref _held);

    /// <summary>Takes a message in, at the end.</summary>
    public QueueRefusal TryAdd(Message message, long expiresAt, Deferred deferred)
    {
        lock (_gate)
        {
            if (_vanished) return QueueRefusal.Vanished;
            QueueRefusal refusal = MakeRoom(message, deferred);
            if (refusal != QueueRefusal.None) return refusal;

            table.Sequence.Number(message);
            var item = new QueuedMessage(this, message, expiresAt, deliveries: 0);
            _ready.Append(item);
            foreach (QueueConsumer consumer in _selective) consumer.Cursor ??= item;
            _held++;
            _bytes += message.Size;
            if (item.Expires)
            {
                _expiring++;
                table.ExpiringAdded();
            }

            table.Statistics.CountHeld(1, message.Size);
            if (_line.Count > 0 && !_draining) deferred.Drain(this);
            return QueueRefusal.None;
        }
    }

    /// <summary>Takes a consumer in. False: the queue has just vanished.</summary>
    public bool TryAdd(Subscription subscription, Deferred deferred)
    {
        var consumer = new QueueConsumer(this, subscription);
        lock (_gate)
        {
            if (_vanished) return false;
            _consumers++;
            _line.AddLast(consumer.Turn);
            if (consumer.IsSelective)
            {
                consumer.Cursor = _ready.First;
                _selective.Add(consumer);
            }

            subscription.BrokerState = consumer;
            deferred.Drain(this);
            return true;
        }
    }

    /// <summary>Takes a consumer out. What it has not settled comes back when its session settles it.</summary>
    public void Remove(QueueConsumer consumer)
    {
        consumer.End();
        lock (_gate)
        {
            Retire(consumer);
            _consumers--;
            VanishIfIdle();
        }
    }

    /// <summary>Refuses a message that does not fit, or lets older ones go for it.</summary>
    private QueueRefusal MakeRoom(Message message, Deferred deferred)
    {
        QueueOptions options = table.Options;
        if (message.Size > options.MaxBytes) return QueueRefusal.TooLarge;
        while (true)
        {
            QueueRefusal refusal = _held >= options.MaxMessages ? QueueRefusal.TooManyMessages
                : _bytes + message.Size > options.MaxBytes ? QueueRefusal.TooManyBytes
                : table.Statistics.QueueBytes + message.Size > options.MaxTotalBytes ? QueueRefusal.TooManyBytesInAll
                : QueueRefusal.None;
            if (refusal == QueueRefusal.None) return refusal;
            // What is lent cannot be taken away: then the new message has to stay outside after all.
            if (options.Overflow == QueueOverflow.Reject || _ready.First is not { } oldest) return refusal;
            Unlist(oldest);
            GiveUp(oldest, DeadLetterReason.Overflow, deferred);
        }
    }

    private void Retire(QueueConsumer consumer)
    {
        if (!consumer.Gone && consumer.IsSelective) _selective.Remove(consumer);
        consumer.Gone = true;
        consumer.Cursor = null;
        if (consumer.Turn.List is not null) _line.Remove(consumer.Turn);
    }

    /// <summary>Takes a message out of the waiting ones.</summary>
    private void Unlist(QueuedMessage item)
    {
        foreach (QueueConsumer consumer in _selective)
        {
            if (consumer.Cursor == item) consumer.Cursor = item.Next;
        }

        _ready.Remove(item);
    }

    /// <summary>Lets go of a message for good, and passes it on to the dead letters.</summary>
    private void GiveUp(QueuedMessage item, DeadLetterReason reason, Deferred deferred)
    {
        Release(item);
        deferred.DeadLetter(this, item.Message, reason);
    }

    /// <summary>Lets go of a message for good.</summary>
    private void Release(QueuedMessage item)
    {
        _held--;
        _bytes -= item.Message.Size;
        table.Statistics.CountHeld(-1, -item.Message.Size);
        if (!item.Expires) return;
        _expiring--;
        table.ExpiringRemoved();
    }

    /// <summary>A queue with nothing in it and nobody at it leaves nothing behind.</summary>
    private void VanishIfIdle()
    {
        if (_held > 0 || _consumers > 0 || _vanished) return;
        _vanished = true;
        table.Remove(this);
    }
}
