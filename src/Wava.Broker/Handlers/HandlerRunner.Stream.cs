using Wava.Broker.Sessions;

namespace Wava.Broker.Handlers;

internal sealed partial class HandlerRunner
{
    private static readonly Func<IAsyncEnumerator<object?>, ValueTask<bool>> Move = static stream => stream.MoveNextAsync();

    /// <summary>Asks a stream for its next element, where that does no harm.</summary>
    public ValueTask<bool> MoveAsync(MessageContext context, IAsyncEnumerator<object?> stream) => _threads.RunAsync(context.Handler.Pipeline!.Pace, Move, stream);

    /// <summary>A stream that went on beside its session is over.</summary>
    public async Task EndStreamAsync(MessageContext context, IAsyncEnumerator<object?>? elements, Exception? failure, SubscriptionStream stream)
    {
        try
        {
            if (elements is not null) await elements.DisposeAsync();
        }
        catch (Exception e)
        {
            failure ??= e;
        }

        if (failure is not null) await FailStreamAsync(context, failure, stream.IsStopped);
        stream.Release();
        await Release(context);
    }

    private async ValueTask FailStreamAsync(MessageContext context, Exception failure, bool stopped)
    {
        try
        {
            if (stopped)
            {
                if (failure is not OperationCanceledException) LogFailedLate(_services.Logger, failure, context.HandlerName, context.Session.Id);
            }
            else if (await AnswerFailureAsync(context, failure) is HandlerFailureException told)
            {
                _services.Report(context.Subscription!, told.Report);
            }

            if (context.Rest is { } rest) await rest;
        }
        catch (Exception e)
        {
            // Nobody awaits a stream, so nothing of it may get lost here.
            LogFailedLate(_services.Logger, e, context.HandlerName, context.Session.Id);
        }
    }

    private void BeginStream(MessageContext context, ReplyPlan plan, IAsyncEnumerable<object?> elements)
    {
        var stream = new SubscriptionStream(this, context, plan, elements, TokenOf(context));
        context.GoesOn = true;
        if (context.StartedAt != 0) _services.Metrics.HandlerTook(context.HandlerName, Time.GetElapsedTime(context.StartedAt));
        context.StartedAt = 0;
        context.Subscription!.BrokerState = stream;
        ThreadPool.UnsafeQueueUserWorkItem(stream, preferLocal: false);
    }

    /// <summary>Sends a stream's elements one after another. The time that a handler may take counts for all of them together.</summary>
    private async ValueTask SendStreamAsync(MessageContext context, ReplyPlan plan, IAsyncEnumerable<object?> elements)
    {
        TimeSpan timeout = context.Handler.Pipeline!.Timeout;
        long began = Time.GetTimestamp();
        IAsyncEnumerator<object?> stream = elements.GetAsyncEnumerator(TokenOf(context).Token);
        try
        {
            while (await InTimeAsync(context, MoveAsync(context, stream), Left()))
            {
                if (stream.Current is { } answer) await SendAsync(context, plan, answer);
                // One whose elements are all there at once would never be found too slow, or ever leave the thread.
                if (timeout != Timeout.InfiniteTimeSpan && Left() == TimeSpan.Zero) throw new HandlerTimeoutException(timeout);
            }
        }
        catch (HandlerTimeoutException)
        {
            context.Rest = DisposeAfterAsync(context.Rest ?? Task.CompletedTask, stream);
            context.Token!.Fire();
            throw;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }

        await stream.DisposeAsync();

        TimeSpan Left()
        {
            if (timeout == Timeout.InfiniteTimeSpan) return timeout;
            TimeSpan left = timeout - Time.GetElapsedTime(began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private static async Task DisposeAfterAsync(Task rest, IAsyncEnumerator<object?> stream)
    {
        try
        {
            await rest;
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }
}
