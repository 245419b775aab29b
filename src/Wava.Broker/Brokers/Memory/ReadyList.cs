namespace Wava.Broker.Brokers.Memory;

/// <summary>The messages of a queue that wait, in the order in which they came; one that comes back takes its old place.</summary>
/// <remarks>
/// A doubly linked list whose links lie in the messages. New ones go to the end, most are taken from the front. What comes back is nearly
/// always older than all that waits, or follows what came back just before; those two places are tried before the list is walked.
/// </remarks>
internal sealed class ReadyList
{
    private QueuedMessage? _lastReturned;

    public QueuedMessage? First { get; private set; }

    public QueuedMessage? Last { get; private set; }

    public void Append(QueuedMessage item) => InsertAfter(Last, item);

    /// <summary>Puts a message back between those that came before and after it.</summary>
    public void Return(QueuedMessage item)
    {
        long sequence = item.Message.Sequence;
        QueuedMessage? place = _lastReturned;
        if (place is null || place.Message.Sequence > sequence) place = null;
        for (QueuedMessage? next = place is null ? First : place.Next; next is not null && next.Message.Sequence < sequence; next = next.Next)
            place = next;
        InsertAfter(place, item);
        _lastReturned = item;
    }

    public void Remove(QueuedMessage item)
    {
        if (_lastReturned == item) _lastReturned = item.Previous;
        if (item.Previous is null) First = item.Next;
        else item.Previous.Next = item.Next;
        if (item.Next is null) Last = item.Previous;
        else item.Next.Previous = item.Previous;
        item.Previous = item.Next = null;
    }

    private void InsertAfter(QueuedMessage? place, QueuedMessage item)
    {
        item.Previous = place;
        item.Next = place is null ? First : place.Next;
        if (item.Next is null) Last = item;
        else item.Next.Previous = item;
        if (place is null) First = item;
        else place.Next = item;
    }
}
