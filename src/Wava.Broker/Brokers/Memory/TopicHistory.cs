using Wava.Broker.Messages;

namespace Wava.Broker.Brokers.Memory;

/// <summary>The last messages of one topic, so that a client that was away for a moment gets what it missed.</summary>
/// <remarks>
/// <para>
/// The problem: a client that comes back names the last message it has seen. It must get exactly what came after, in order, or be told
/// that this cannot be done; what it must never get is a gap it does not know of. And all this within bounds, in a server whose topics
/// are named by strangers.
/// </para>
/// <para>
/// The idea: a ring of references to messages that are encoded anyway, bounded in number, octets and age, and next to it one number:
/// the latest message that is <em>no longer</em> there (<see cref="TrimmedThrough"/>). Numbers rise, so "nothing is missing since n"
/// is one comparison. When a whole history goes to make room for others, its last number raises a mark of the shelf
/// (<see cref="HistoryShelf.ForgottenThrough"/>), and that is where every history begun later starts: what may have been forgotten
/// counts as forgotten. The error is on the safe side: a client may be told to fetch anew what it would not have had to.
/// Replaying, going live and appending happen under the destination's lock.
/// </para>
/// <para>
/// The cost: 16 bytes per message kept beside the message itself, O(1) per message, a binary search per return. Age is trimmed when the
/// topic is used and by a sweep, on the monotonic clock.
/// </para>
/// </remarks>
internal sealed class TopicHistory(Topic topic, HistoryLimits limits, long trimmedThrough)
{
    private Entry[] _ring = [];
    private int _first;
    private long _lastUse;

    private record struct Entry(Message? Message, long At);

    public Topic Topic { get; } = topic;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>The latest message of the topic, kept or not.</summary>
    public long Last { get; private set; } = trimmedThrough;

    /// <summary>The latest message that is not kept any more.</summary>
    public long TrimmedThrough { get; private set; } = trimmedThrough;

    /// <summary>The broker's number when it was written or read last. Read by the shelf without this topic's lock.</summary>
    public long LastUse
    {
        get => Volatile.Read(ref _lastUse);
        set => Volatile.Write(ref _lastUse, value);
    }

    public Message this[int index] => At(index).Message!;

    public void Append(Message message, long now)
    {
        if (Count == _ring.Length) Grow();
        Count++;
        At(Count - 1) = new Entry(message, now);
        Bytes += message.Size;
        Last = LastUse = message.Sequence;
        Trim(now);
    }

    /// <summary>Lets go of what is too much or too old.</summary>
    public void Trim(long now)
    {
        while (Count > 0 && (Count > limits.MaxCount || Bytes > limits.MaxBytes || now - At(0).At > limits.MaxAge))
        {
            ref Entry oldest = ref At(0);
            TrimmedThrough = oldest.Message!.Sequence;
            Bytes -= oldest.Message.Size;
            oldest = default;
            _first = (_first + 1) & (_ring.Length - 1);
            Count--;
        }

        if (Count == 0 && _ring.Length > 0) _ring = [];
    }

    /// <summary>Where the messages after <paramref name="sequence"/> begin.</summary>
    public int IndexAfter(long sequence)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (At(middle).Message!.Sequence <= sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private ref Entry At(int index) => ref _ring[(_first + index) & (_ring.Length - 1)];

    private void Grow()
    {
        var larger = new Entry[Math.Max(4, _ring.Length * 2)];
        for (int i = 0; i < Count; i++) larger[i] = At(i);
        _ring = larger;
        _first = 0;
    }
}
