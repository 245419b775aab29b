using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Handlers;

/// <summary>An answer that goes on after its subscription has been answered, until it ends, its client unsubscribes, or its session is over.</summary>
/// <remarks>
/// It runs beside the session, one element after another: the next is asked for when the last one has been sent, and not while more waits for the
/// client than half of what may. So a slow reader slows its own stream, instead of being cut off because of it. It takes none of the places that
/// messages being handled take (<see cref="HandlerOptions.MaxConcurrent"/>): a server full of quiet streams would come to a stop.
/// </remarks>
internal sealed class SubscriptionStream(HandlerRunner runner, MessageContext context, ReplyPlan plan, IAsyncEnumerable<object?> elements, HandlerToken token)
    : IThreadPoolWorkItem
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // So many elements that are there at once may be sent until another thread gets a turn.
    private const int Turn = 64;

    private readonly Lock _gate = new();
    private readonly Subscription _subscription = context.Subscription!;
    private volatile bool _stopped;
    private bool _released;

    /// <summary>Puts a message into the subscriber's outbox, unless the client has unsubscribed.</summary>
    public void Deliver(Message message)
    {
        lock (_gate)
        {
            if (!_stopped && !_subscription.Deliver(message)) Stop();
        }
    }

    /// <summary>Ends it: when this returns, nothing more is delivered. Its code ends when it hears of it.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            // Once it has been given back, the token is somebody else's.
            if (!_released) token.Fire();
        }
    }

    /// <summary>Whether the client listens no more.</summary>
    public bool IsStopped => _stopped;

    /// <summary>It is over, and lets go of its token.</summary>
    public void Release()
    {
        lock (_gate) _released = true;
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        Exception? failure = null;
        IAsyncEnumerator<object?>? stream = null;
        try
        {
            stream = elements.GetAsyncEnumerator(token.Token);
            for (int sent = 1; !_stopped && await runner.MoveAsync(context, stream); sent++)
            {
                if (_stopped) break;
                if (stream.Current is { } answer) await runner.SendAsync(context, plan, answer);
                while (_subscription.Session.IsBehind && !_stopped) await Task.Delay(Pause, runner.Time, token.Token);
                if (sent % Turn == 0) await Task.Yield();
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        await runner.EndStreamAsync(context, stream, failure, this);
    }
}
