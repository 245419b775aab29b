using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

/// <summary>What one subscription has been sent and not yet acknowledged.</summary>
/// <remarks>
/// Deliveries are numbered from 1 in the order in which they are sent; the number is part of the <c>ack</c> header. The ledger is a ring
/// of the deliveries from the oldest open one to the latest, so that every look-up is an index. Queues bound it by their prefetch. On
/// topics an acknowledgement changes nothing, so there the ring forgets the oldest beyond <see cref="TopicWindow"/> and believes
/// a late acknowledgement of those.
/// </remarks>
internal sealed class DeliveryLedger
{
    /// <summary>How many unacknowledged topic messages are remembered.</summary>
    internal const int TopicWindow = 4096;

    private readonly Lock _gate = new();
    private Entry[] _ring = new Entry[8];
    private long _first = 1;
    private long _next = 1;
    private long _forgotten = 1;

    private struct Entry
    {
        public bool Open;
        public long MessageSequence;
        public Delivery? Delivery;
    }

    /// <summary>Enters a delivery and returns its number.</summary>
    public long Add(Message message, Delivery? delivery)
    {
        lock (_gate)
        {
            if (delivery is null && _next - _first >= TopicWindow) _forgotten = ++_first;
            if (_next - _first == _ring.Length) Grow();
            ref Entry entry = ref At(_next);
            entry.Open = true;
            entry.MessageSequence = message.Sequence;
            entry.Delivery = delivery;
            return _next++;
        }
    }

    /// <summary>Whether a delivery with this number was made, acknowledged or not.</summary>
    public bool Knows(long number)
    {
        lock (_gate) return number > 0 && number < _next;
    }

    /// <summary>The number of the open delivery with this message-id, or 0: the way in which STOMP 1.0 and 1.1 acknowledge.</summary>
    public long Find(ReadOnlySpan<byte> messageId)
    {
        int hyphen = messageId.LastIndexOf((byte)'-');
        if (!long.TryParse(messageId[(hyphen + 1)..], System.Globalization.CultureInfo.InvariantCulture, out long sequence)) return 0;
        lock (_gate)
        {
            for (long number = _first; number < _next; number++)
            {
                ref Entry entry = ref At(number);
                if (entry.Open && entry.MessageSequence == sequence) return number;
            }

            return 0;
        }
    }

    /// <summary>Takes one delivery out, or all up to it, and adds those the broker wants to hear of to <paramref name="taken"/>.</summary>
    /// <returns>False when there is no such open delivery. Cumulatively, one that has been covered before is fine.</returns>
    public bool TryTake(long number, bool cumulative, List<Delivery> taken)
    {
        lock (_gate)
        {
            if (!MayTake(number, cumulative)) return false;
            if (number < _first) return true;
            for (long each = cumulative ? _first : number; each <= number; each++) Take(each, taken);
            Advance();
            return true;
        }
    }

    /// <summary>Whether <see cref="TryTake"/> would succeed.</summary>
    public bool CanTake(long number, bool cumulative)
    {
        lock (_gate) return MayTake(number, cumulative);
    }

    /// <summary>Takes everything out that is still open.</summary>
    public void TakeAll(List<Delivery> taken)
    {
        lock (_gate)
        {
            for (long number = _first; number < _next; number++) Take(number, taken);
            _first = _next;
        }
    }

    /// <summary>Takes one delivery out that never left the server.</summary>
    public void Forget(long number)
    {
        lock (_gate)
        {
            if (number < _first || number >= _next) return;
            At(number) = default;
            Advance();
        }
    }

    private bool MayTake(long number, bool cumulative) =>
        number > 0 && number < _next && (cumulative || number < _forgotten || (number >= _first && At(number).Open));

    private void Take(long number, List<Delivery> taken)
    {
        ref Entry entry = ref At(number);
        if (entry is { Open: true, Delivery: { } delivery }) taken.Add(delivery);
        entry = default;
    }

    private void Advance()
    {
        while (_first < _next && !At(_first).Open) _first++;
    }

    private ref Entry At(long number) => ref _ring[number & (_ring.Length - 1)];

    private void Grow()
    {
        Entry[] old = _ring;
        _ring = new Entry[old.Length * 2];
        for (long number = _first; number < _next; number++) At(number) = old[number & (old.Length - 1)];
    }
}
