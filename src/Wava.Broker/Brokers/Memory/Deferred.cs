using Wava.Broker.Messages;

namespace Wava.Broker.Brokers.Memory;

/// <summary>Work that arises under a lock and is done when the thread holds none any more.</summary>
/// <remarks>
/// <para>
/// The problem: giving one queue a message can settle another's, whose dead letter goes to a third, whose consumer is the first's. Done on the spot, that
/// is recursion and, with two threads, a dead end. The idea: every entry to the broker opens a scope; what must be done to another
/// queue is noted; the outermost scope of the thread does it at its end, in order, until nothing is left. Queue locks are therefore
/// leaves: nothing is ever called under them. The cost: a thread-static look-up per entry.
/// </para>
/// </remarks>
internal sealed class Deferred
{
    private const int MostKept = 1024;

    [ThreadStatic]
    private static Deferred? Current;

    private readonly Queue<Work> _work = new();
    private int _depth;

    private readonly record struct Work(MemoryQueue Queue, Message? DeadLetter, DeadLetterReason Reason);

    /// <summary>Opens a scope on this thread; every one must be closed.</summary>
    public static Deferred Open()
    {
        Deferred deferred = Current ??= new Deferred();
        deferred._depth++;
        return deferred;
    }

    /// <summary>Notes that a queue may have something to hand out.</summary>
    public void Drain(MemoryQueue queue) => _work.Enqueue(new Work(queue, null, default));

    /// <summary>Notes that a queue has given up a message.</summary>
    public void DeadLetter(MemoryQueue queue, Message message, DeadLetterReason reason) => _work.Enqueue(new Work(queue, message, reason));

    /// <summary>Closes a scope. The outermost one does the work.</summary>
    public void Close()
    {
        try
        {
            while (_depth == 1 && _work.TryDequeue(out Work work))
            {
                if (work.DeadLetter is { } message) work.Queue.Bury(message, work.Reason);
                else work.Queue.Drain();
            }
        }
        finally
        {
            _depth--;
            if (_depth == 0 && _work.Capacity > MostKept)
            {
                _work.Clear();
                _work.TrimExcess();
            }
        }
    }
}
