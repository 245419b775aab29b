using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

/// <summary>What waits to be sent to one client: the only queue between those who publish and a socket.</summary>
/// <remarks>
/// <para>
/// The problem: a publisher must never wait for a slow reader, memory must stay bounded, and a thousand subscribers must cost as few
/// writes as possible. The idea: an outbox is a ring of references to encoded messages, bounded in octets and frames. Appending
/// takes a lock for a few nanoseconds and at most notes that a flush is due (<see cref="FlushBatch"/>). One flush at a time
/// (<c>Outbox.Flush.cs</c>) empties the ring into the transport in rounds; while the socket is busy the frames stay here, where they are
/// counted and, when they become too many, treated by policy (<c>Outbox.Overflow.cs</c>). Control frames are never dropped.
/// </para>
/// <para>The cost: 56 bytes per waiting frame; the ring of an outbox that stays idle is let go.</para>
/// </remarks>
internal sealed partial class Outbox(ITransport transport, IOutboxOwner owner, OutboxLimits limits, TimeProvider time) : IThreadPoolWorkItem
{
    private const int FirstRing = 2;
    private static readonly object TransportTurn = new();
    private readonly Lock _gate = new();
    private OutboxEntry[] _ring = [];
    private long _first;
    private int _count;
    private int _waiting;
    private long _octets;
    private bool _scheduled;
    private bool _completed;
    private TaskCompletionSource? _drained;

    /// <summary>How many octets wait.</summary>
    public long Octets => Volatile.Read(ref _octets);

    /// <summary>How many frames wait.</summary>
    public int Frames => Volatile.Read(ref _waiting);

    /// <summary>Puts a message into the outbox. False: there is no more sending to this client.</summary>
    public bool Append(Message message, Subscription subscription, Delivery? delivery)
    {
        bool schedule;
        lock (_gate)
        {
            if (_completed) return false;
            int size = subscription.Head.Length + message.TailSize;
            // A queue's message has been lent: nothing but sending it or giving it back will do.
            OverflowKind policy = delivery is null ? subscription.Overflow.Kind : OverflowKind.Disconnect;
            if (policy == OverflowKind.Conflate) Conflate(message, subscription);
            // One message always fits, however large: else nobody could ever get it.
            if (_waiting > 0 && IsFull(size) && !MakeRoom(size) && _waiting > 0)
            {
                if (policy != OverflowKind.Disconnect)
                {
                    CountDropped(subscription);
                    return true;
                }

                _completed = true;
                schedule = false;
            }
            else
            {
                ref OutboxEntry entry = ref Push(size);
                entry.Payload = message;
                entry.Subscription = subscription;
                entry.Delivery = delivery;
                entry.Redelivered = delivery is { Redelivered: true };
                if (subscription.Ledger is { } ledger) entry.AckSequence = ledger.Add(message, delivery);
                schedule = !_scheduled;
                _scheduled = true;
                if (!schedule) return true;
            }
        }

        if (schedule)
        {
            FlushBatch.Add(this);
            return true;
        }

        // Somebody's lock may be held by whoever publishes: the owner only takes note here and acts elsewhere.
        owner.OutboxOverflowed();
        return false;
    }

    /// <summary>Puts a control frame (CONNECTED, RECEIPT, heart-beat) into the outbox. None is ever dropped.</summary>
    public void Append(byte[] frame)
    {
        bool tooFull;
        lock (_gate)
        {
            if (_completed) return;
            if (IsFull(frame.Length)) MakeRoom(frame.Length);
            // Who asks for receipts and reads none is no better than who reads no messages; only there is a little more room for answers.
            tooFull = _octets / 2 > limits.MaxOctets || _waiting / 2 > limits.MaxFrames;
            if (tooFull)
            {
                _completed = true;
            }
            else
            {
                Push(frame.Length).Payload = frame;
                if (_scheduled) return;
                _scheduled = true;
            }
        }

        if (tooFull) owner.OutboxOverflowed();
        else FlushBatch.Add(this);
    }

    /// <summary>Gives the transport a turn to write something of its own between the frames.</summary>
    public void AppendOwn()
    {
        lock (_gate)
        {
            if (_completed) return;
            Push(0).Payload = TransportTurn;
            if (_scheduled) return;
            _scheduled = true;
        }

        FlushBatch.Add(this);
    }

    /// <summary>Takes back what waits for one subscription and the broker wants to keep. What is on its way already stays.</summary>
    public void Withdraw(Subscription subscription, List<Delivery> unsent)
    {
        lock (_gate)
        {
            for (long at = _first; at < _first + _count; at++)
            {
                ref OutboxEntry entry = ref At(at);
                if (entry.Delivery is null || entry.Subscription != subscription) continue;
                unsent.Add(entry.Delivery);
                subscription.Ledger?.Forget(entry.AckSequence);
                Drop(ref entry);
            }
        }
    }

    /// <summary>Lets nothing more in: what waits is still sent, then <paramref name="last"/>, and that is the end.</summary>
    /// <param name="last">The last frame, or null.</param>
    /// <param name="discard">Whether what waits is thrown away, because it will not be read anyway.</param>
    /// <param name="unsent">Receives what the broker must know was not sent.</param>
    public void Complete(byte[]? last, bool discard, List<Delivery> unsent)
    {
        lock (_gate)
        {
            _completed = true;
            if (discard) DiscardAll(unsent);
            if (last is not null) Push(last.Length).Payload = last;
            if (_scheduled) return;
            _scheduled = true;
        }

        FlushBatch.Add(this);
    }

    /// <summary>Lets nothing more in and takes back what the broker wants to keep; the rest is still sent.</summary>
    public void CompleteWithoutDeliveries(List<Delivery> unsent)
    {
        lock (_gate)
        {
            _completed = true;
            for (long at = _first; at < _first + _count; at++)
            {
                ref OutboxEntry entry = ref At(at);
                if (entry.Delivery is not { } delivery) continue;
                unsent.Add(delivery);
                entry.Subscription?.Ledger?.Forget(entry.AckSequence);
                Drop(ref entry);
            }
        }
    }

    /// <summary>Lets nothing more in and throws away what waits: the connection is gone.</summary>
    public void Abandon(List<Delivery> unsent)
    {
        lock (_gate)
        {
            _completed = true;
            DiscardAll(unsent);
            _drained?.TrySetResult();
        }
    }

    /// <summary>Lets go of the ring. Called when nothing has been sent for a while; a busy outbox keeps its ring from burst to burst.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            if (_count == 0) _ring = [];
        }
    }

    /// <summary>Completes when the outbox is complete and all of it has been handed to the transport, or the transport is broken.</summary>
    public Task WhenDrained()
    {
        lock (_gate)
        {
            if (_broken || (_completed && !_scheduled && _waiting == 0)) return Task.CompletedTask;
            return (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private bool IsFull(int size) => _octets + size > limits.MaxOctets || _waiting >= limits.MaxFrames;

    private ref OutboxEntry Push(int size)
    {
        if (_count == _ring.Length) Grow();
        ref OutboxEntry entry = ref At(_first + _count);
        _count++;
        _waiting++;
        _octets += size;
        entry.Size = size;
        return ref entry;
    }

    private ref OutboxEntry At(long position) => ref _ring[position & (_ring.Length - 1)];

    private void Grow()
    {
        OutboxEntry[] old = _ring;
        _ring = new OutboxEntry[Math.Max(FirstRing, old.Length * 2)];
        for (long at = _first; at < _first + _count; at++) At(at) = old[at & (old.Length - 1)];
    }

    /// <summary>Leaves a hole where an entry was.</summary>
    private void Drop(ref OutboxEntry entry)
    {
        _octets -= entry.Size;
        _waiting--;
        entry = default;
    }

    private void DiscardAll(List<Delivery> unsent)
    {
        for (long at = _first; at < _first + _count; at++)
        {
            ref OutboxEntry entry = ref At(at);
            if (entry.Delivery is not { } delivery) continue;
            unsent.Add(delivery);
            entry.Subscription?.Ledger?.Forget(entry.AckSequence);
        }

        _ring = [];
        _first = _octets = _count = _waiting = 0;
        _conflated?.Clear();
    }
}
