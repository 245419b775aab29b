namespace Wava.Broker.Handlers;

/// <summary>Calls handlers where they do no harm: on the reading thread as long as that is safe, else on threads of their own.</summary>
/// <remarks>
/// <para>
/// The problem: handlers are called on the thread that has read the message, a thread of the pool that also serves all sockets and timers. A handler
/// that blocks it, with <c>Thread.Sleep</c>, a lock or a synchronous database driver, takes it away from everybody: as many such calls as the pool
/// has threads, and no session is read, no message goes out and no heart-beat is sent, until the pool has grown by a thread or two a second. But to
/// hand every message over to other threads would cost the many handlers that never block more than all their work.
/// </para>
/// <para>
/// The idea: a count says how many threads of the pool are inside the synchronous part of a handler: filters, binding, and the method up to its
/// first await. While these are few, half as many as there are processors, the call is made at once. Above that it is handed over to a thread of our
/// own, and the session awaits its end; so at least half the pool is left to sockets and timers, whatever handlers do. And a handler that has once
/// kept its thread for long (<see cref="HandlerPace"/>) is handed over from the start: only there can its sender be told that it takes too long, and
/// only there does what was published just before it reach its readers meanwhile. Threads are made when no idle one is left, and end after ten
/// seconds without work.
/// </para>
/// <para>
/// The cost: of a call at once, two interlocked operations and two looks at the clock, no allocation. Of a call handed over, an object and two changes
/// of thread, some ten microseconds; a burst of quick handlers on all processors pays it too, after having waited a few microseconds for its turn.
/// A blocked handler costs a thread. What a handler does after an await runs on the pool, as everywhere: code that blocks there takes its threads.
/// </para>
/// </remarks>
internal sealed partial class HandlerThreads : IDisposable
{
    private const int Tries = 10;
    private readonly TimeProvider _time;
    private readonly int _most;
    private int _inside;

    /// <summary>Makes it; threads are made when they are needed.</summary>
    /// <param name="most">How many threads of our own there may be.</param>
    /// <param name="time">The clock.</param>
    public HandlerThreads(int most, TimeProvider time)
    {
        (_most, _time) = (most, time);
        _sweep = CreateTimer(time);
    }

    /// <summary>How many calls are made at once on the threads they come from.</summary>
    internal static int Inline { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Makes a call, here or on a thread of our own.</summary>
    public ValueTask<T> RunAsync<TState, T>(HandlerPace pace, Func<TState, ValueTask<T>> call, TState state)
    {
        if (pace.IsSlow || !TryEnter()) return new ValueTask<T>(HandOver(new Call<TState, T>(this, pace, call, state)).Task);
        ExecutionContext? context = ExecutionContext.Capture();
        long began = _time.GetTimestamp();
        try
        {
            return call(state);
        }
        finally
        {
            pace.Note(_time.GetElapsedTime(began));
            Interlocked.Decrement(ref _inside);
            // What a handler leaves in an AsyncLocal is none of the next one's business.
            if (context is not null && !ReferenceEquals(context, ExecutionContext.Capture())) ExecutionContext.Restore(context);
        }
    }

    private bool TryEnter()
    {
        for (int i = 0; ; i++)
        {
            int inside = Volatile.Read(ref _inside);
            if (inside < Inline)
            {
                if (Interlocked.CompareExchange(ref _inside, inside + 1, inside) == inside) return true;
                continue;
            }

            // Most handlers need less time than it takes to wake another thread.
            if (i >= Tries) return false;
            Thread.SpinWait(20);
        }
    }

    /// <summary>A call on a thread of our own; whoever awaits it goes on on the pool.</summary>
    private sealed class Call<TState, T>(HandlerThreads threads, HandlerPace pace, Func<TState, ValueTask<T>> call, TState state)
        : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously), IThreadPoolWorkItem
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();

        public void Execute()
        {
            if (_context is null) Run();
            else ExecutionContext.Run(_context, static self => ((Call<TState, T>)self!).Run(), this);
        }

        private void Run()
        {
            long began = threads._time.GetTimestamp();
            ValueTask<T> result;
            try
            {
                result = call(state);
            }
            catch (Exception e)
            {
                SetException(e);
                return;
            }
            finally
            {
                pace.Note(threads._time.GetElapsedTime(began));
            }

            if (result.IsCompletedSuccessfully) SetResult(result.Result);
            else _ = AwaitAsync(result);
        }

        private async Task AwaitAsync(ValueTask<T> result)
        {
            try
            {
                SetResult(await result);
            }
            catch (Exception e)
            {
                SetException(e);
            }
        }
    }
}
