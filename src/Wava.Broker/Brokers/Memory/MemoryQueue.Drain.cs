namespace Wava.Broker.Brokers.Memory;

internal sealed partial class MemoryQueue : IThreadPoolWorkItem
{
    /// <summary>So many messages a thread hands out before it passes the work on: it came to publish, or to flush a socket.</summary>
    private const int MostAtOnce = 256;

    /// <summary>Hands out what can be handed out, unless somebody is at it. Called with no lock held.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            if (_draining || _vanished) return;
            _draining = true;
        }

        HandOut();
    }

    /// <summary>Goes on where another thread has left off.</summary>
    void IThreadPoolWorkItem.Execute() => HandOut();

    private void HandOut()
    {
        Deferred deferred = Deferred.Open();
        try
        {
            for (int handed = 0; handed < MostAtOnce; handed++)
            {
                QueuedMessage? item;
                lock (_gate)
                {
                    item = Take(deferred);
                    if (item is null)
                    {
                        _draining = false;
                        VanishIfIdle();
                        return;
                    }
                }

                if (!item.Consumer!.TryDeliver(item)) TakeBack(item);
            }
        }
        finally
        {
            deferred.Close();
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Finds the next message and the consumer whose turn it is, and lends the one to the other.</summary>
    private QueuedMessage? Take(Deferred deferred)
    {
        long now = _expiring > 0 ? table.Time.GetTimestamp() : 0;
        while (_ready.First is { } first && first.ExpiresAt <= now) Expire(first, deferred);
        if (_ready.First is null) return null;

        for (int passed = 0; passed < _line.Count; passed++)
        {
            QueueConsumer consumer = _line.First!.Value;
            _line.RemoveFirst();
            QueuedMessage? item = consumer.IsSelective ? FindWanted(consumer, now, deferred) : _ready.First;
            if (item is not null)
            {
                Unlist(item);
                item.Consumer = consumer;
                consumer.Lend(item);
                if (consumer.HasCredit) _line.AddLast(consumer.Turn);
                return item;
            }

            // It wants nothing of what waits; the next one may.
            _line.AddLast(consumer.Turn);
        }

        return null;
    }

    private QueuedMessage? FindWanted(QueueConsumer consumer, long now, Deferred deferred)
    {
        while (consumer.Cursor is { } item)
        {
            if (item.ExpiresAt <= now) Expire(item, deferred);
            else if (consumer.Wants(item)) return item;
            else consumer.Cursor = item.Next;
        }

        return null;
    }

    private void Expire(QueuedMessage item, Deferred deferred)
    {
        Unlist(item);
        GiveUp(item, DeadLetterReason.Expired, deferred);
    }

    /// <summary>Looks through all that waits for what is too old.</summary>
    public void Sweep(Deferred deferred)
    {
        if (Volatile.Read(ref _expiring) == 0) return;
        lock (_gate)
        {
            long now = table.Time.GetTimestamp();
            for (QueuedMessage? item = _ready.First, next; item is not null; item = next)
            {
                next = item.Next;
                if (item.ExpiresAt <= now) Expire(item, deferred);
            }

            VanishIfIdle();
        }
    }
}
