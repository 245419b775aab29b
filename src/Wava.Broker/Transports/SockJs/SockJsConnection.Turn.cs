namespace Wava.Broker.Transports.SockJs;

// Not a semaphore: it would be kept for the session's whole life, and there is hardly ever more than one request that wants its turn.
internal sealed partial class SockJsConnection
{
    private Queue<TaskCompletionSource>? _nextTurns;
    private bool _turnTaken;
    private int _queued;

    /// <summary>One request at a time hands messages in; the others wait for their turn, in order, with their bodies unread.</summary>
    public Task TakeTurnAsync()
    {
        lock (_gate)
        {
            if (!_turnTaken)
            {
                _turnTaken = true;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_nextTurns ??= []).Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Gives the turn to whoever waits for it.</summary>
    public void LeaveTurn()
    {
        lock (_gate)
        {
            if (_nextTurns is not null && _nextTurns.TryDequeue(out TaskCompletionSource? next))
            {
                next.SetResult();
                return;
            }

            _turnTaken = false;
            _nextTurns = null;
        }
    }

    /// <summary>Counts one more request that waits for its turn; false: there are enough.</summary>
    public bool TryQueue()
    {
        if (Interlocked.Increment(ref _queued) <= _options.MaxWaitingRequests) return true;
        LeaveQueue();
        return false;
    }

    public void LeaveQueue() => Interlocked.Decrement(ref _queued);
}
