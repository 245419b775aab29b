namespace Wava.Broker.Handlers;

internal sealed partial class HandlerThreads
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _waiting = new();

    // The last to have become idle is woken first; so those at the front are idle for long, and end.
    private readonly List<Worker> _idle = [];
    private readonly ITimer _sweep;
    private int _threads;
    private bool _disposed;

    /// <summary>How many threads there are.</summary>
    internal int Count => Volatile.Read(ref _threads);

    /// <summary>Lets the threads end when they have done what they are at.</summary>
    public void Dispose()
    {
        Worker[] idle;
        lock (_gate)
        {
            _disposed = true;
            idle = [.. _idle];
            _idle.Clear();
            _threads -= idle.Length;
        }

        foreach (Worker worker in idle) worker.Give(null);
        _sweep.Dispose();
    }

    private TCall HandOver<TCall>(TCall call)
        where TCall : IThreadPoolWorkItem
    {
        Worker worker;
        bool isNew = false;
        lock (_gate)
        {
            if (_idle.Count > 0)
            {
                worker = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }
            else if (_threads < _most)
            {
                if (_threads++ == 0 && !_disposed) _sweep.Change(Idle / 2, Idle / 2);
                worker = new Worker(this);
                isNew = true;
            }
            else
            {
                _waiting.Enqueue(call);
                return call;
            }
        }

        worker.Give(call);
        if (isNew) Start(worker, call);
        return call;
    }

    private void Start(Worker worker, IThreadPoolWorkItem call)
    {
        try
        {
            new Thread(worker.Work) { IsBackground = true, Name = "Wava handler" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            // The machine has no more threads for us: better on the pool than not at all.
            lock (_gate) _threads--;
            ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: false);
        }
    }

    /// <summary>What a thread has to do next; null: nothing at present.</summary>
    private IThreadPoolWorkItem? Next(Worker worker)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out IThreadPoolWorkItem? call)) return call;
            if (_disposed)
            {
                _threads--;
                worker.Give(null);
                return null;
            }

            worker.IdleSince = _time.GetTimestamp();
            _idle.Add(worker);
            return null;
        }
    }

    /// <summary>Lets those threads end that had nothing to do for a while.</summary>
    private void Sweep()
    {
        Worker[] ending;
        lock (_gate)
        {
            int count = 0;
            while (count < _idle.Count && _time.GetElapsedTime(_idle[count].IdleSince) >= Idle) count++;
            ending = [.. _idle[..count]];
            _idle.RemoveRange(0, count);
            _threads -= count;
            if (_threads == 0) _sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        foreach (Worker worker in ending) worker.Give(null);
    }

    private ITimer CreateTimer(TimeProvider time)
    {
        bool suppressed = ExecutionContext.IsFlowSuppressed();
        if (!suppressed) ExecutionContext.SuppressFlow();
        try
        {
            return time.CreateTimer(static threads => ((HandlerThreads)threads!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (!suppressed) ExecutionContext.RestoreFlow();
        }
    }

    /// <summary>One thread of our own.</summary>
    private sealed class Worker(HandlerThreads owner)
    {
        private readonly object _turn = new();
        private IThreadPoolWorkItem? _call;
        private bool _given;

        public long IdleSince { get; set; }

        /// <summary>Gives it something to do; null: its end.</summary>
        public void Give(IThreadPoolWorkItem? call)
        {
            lock (_turn)
            {
                (_call, _given) = (call, true);
                Monitor.Pulse(_turn);
            }
        }

        public void Work()
        {
            while (Await() is { } call)
            {
                while (true)
                {
                    call.Execute();
                    if (owner.Next(this) is not { } next) break;
                    call = next;
                }
            }
        }

        private IThreadPoolWorkItem? Await()
        {
            lock (_turn)
            {
                while (!_given) Monitor.Wait(_turn);
                _given = false;
                IThreadPoolWorkItem? call = _call;
                _call = null;
                return call;
            }
        }
    }
}
