namespace Wava.Broker.Handlers;

/// <summary>Lets only so many messages be handled at once; whoever finds no place waits, and comes in the order of asking.</summary>
/// <remarks>Without a crowd, coming and going cost one interlocked operation each: the count falls below zero only when somebody waits.</remarks>
internal sealed class HandlerGate
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly int _places;
    private int _free;
    private int _given;

    public HandlerGate(int places) => _places = _free = places;

    /// <summary>How many places are taken.</summary>
    public int Active => _places - Math.Max(0, Volatile.Read(ref _free));

    /// <summary>Takes a place. Completed: there was one, or one has become free.</summary>
    public ValueTask EnterAsync() => Interlocked.Decrement(ref _free) >= 0 ? default : WaitAsync();

    /// <summary>Gives a place back, or rather to the one who waits longest.</summary>
    public void Leave()
    {
        if (Interlocked.Increment(ref _free) > 0) return;
        TaskCompletionSource? next;
        lock (_gate)
        {
            // Somebody is on the way to the queue, and will find the place here.
            if (!_waiting.TryDequeue(out next)) _given++;
        }

        next?.SetResult();
    }

    private ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (_given > 0)
            {
                _given--;
                return default;
            }

            var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
            return new ValueTask(place.Task);
        }
    }
}
