using Microsoft.Extensions.ObjectPool;

namespace Wava.Broker.Handlers;

/// <summary>Runs handlers: one message, one call, one answer, and everything that can go wrong on the way.</summary>
/// <remarks>
/// A message takes these steps. It waits for a place (<see cref="HandlerGate"/>). Authorization, filters, binding and the handler are called, on this
/// thread or on one of our own (<see cref="HandlerThreads"/>). The answer is sent (<see cref="HandlerReplies"/>). The services of the message are
/// disposed of, and its place is given back. Where all of that completes at once, as with most handlers, nothing is allocated but the context and
/// the answer. A failure is answered by an exception handler, or becomes a <see cref="Sessions.HandlerFailureException"/>. A handler that takes too
/// long is not waited for, and its answer dropped; its place and its services stay its own until it ends.
/// </remarks>
internal sealed partial class HandlerRunner : IDisposable
{
    private readonly RunnerServices _services;
    private readonly HandlerReplies _replies;
    private readonly HandlerGate _places;
    private readonly HandlerThreads _threads;
    private readonly ObjectPool<HandlerToken> _tokens;

    public HandlerRunner(RunnerServices services)
    {
        _services = services;
        _replies = new HandlerReplies(services);
        _places = new HandlerGate(services.Options.MaxConcurrent);
        _threads = new HandlerThreads(services.Options.MaxConcurrent, services.Time);
        _tokens = HandlerToken.Pool(services.Logger);
        services.Metrics.ObserveHandlers(() => _places.Active);
    }

    public TimeProvider Time => _services.Time;

    /// <summary>How many messages are being handled, those included that nobody waits for any more.</summary>
    internal int Active => _places.Active;

    internal HandlerThreads Threads => _threads;

    public void Dispose() => _threads.Dispose();

    /// <summary>Handles a message. Completed: the answer has been sent.</summary>
    /// <exception cref="Sessions.HandlerFailureException">It could not be handled; that is logged.</exception>
    /// <exception cref="AccessDeniedException">Its sender may not, by the handler's own metadata.</exception>
    public ValueTask RunAsync(MessageContext context)
    {
        ValueTask place = _places.EnterAsync();
        return place.IsCompletedSuccessfully ? Run(context) : RunLaterAsync(place, context);
    }

    /// <summary>Sends an answer; one that is a stream, to its end.</summary>
    public ValueTask SendAsync(MessageContext context, ReplyPlan plan, object? answer) => answer switch
    {
        null => default,
        IAsyncEnumerable<object?> stream => SendStreamAsync(context, plan, stream),
        _ => _replies.SendAsync(context, plan, answer),
    };

    private async ValueTask RunLaterAsync(ValueTask place, MessageContext context)
    {
        await place;
        if (context.Session.Ended.IsCancellationRequested) _places.Leave();
        else await Run(context);
    }

    private ValueTask Run(MessageContext context)
    {
        _services.Metrics.HandlerInvoked();
        if (_services.Metrics.TimesHandlers) context.StartedAt = Time.GetTimestamp();
        try
        {
            HandlerPipeline pipeline = Prepare(context, context.Handler);
            ValueTask<object?> call = _threads.RunAsync(pipeline.Pace, pipeline.Call, context);
            if (!call.IsCompletedSuccessfully) return AwaitAsync(context, call, pipeline.Timeout);
            ValueTask answered = AnswerAsync(context, context.Handler.Replies, call.Result);
            if (!answered.IsCompletedSuccessfully) return AwaitAsync(context, answered);
        }
        catch (Exception e)
        {
            return FailAsync(context, e);
        }

        return End(context);
    }

    private async ValueTask AwaitAsync(MessageContext context, ValueTask<object?> call, TimeSpan timeout)
    {
        try
        {
            await AnswerAsync(context, context.Handler.Replies, await InTimeAsync(context, call, timeout));
        }
        catch (Exception e)
        {
            await FailAsync(context, e);
            return;
        }

        await End(context);
    }

    private async ValueTask AwaitAsync(MessageContext context, ValueTask answered)
    {
        try
        {
            await answered;
        }
        catch (Exception e)
        {
            await FailAsync(context, e);
            return;
        }

        await End(context);
    }

    /// <summary>Sends an answer. A stream that answers a subscription goes on beside the session.</summary>
    private ValueTask AnswerAsync(MessageContext context, ReplyPlan plan, object? answer)
    {
        if (context.Subscription is not { BrokerState: null } || answer is not IAsyncEnumerable<object?> stream) return SendAsync(context, plan, answer);
        BeginStream(context, plan, stream);
        return default;
    }

    private HandlerPipeline Prepare(MessageContext context, HandlerDescriptor handler)
    {
        HandlerPipeline pipeline = handler.Pipeline ??= new HandlerPipeline(handler, _services);
        if (pipeline.NeedsToken) TokenOf(context);
        return pipeline;
    }

    private HandlerToken TokenOf(MessageContext context)
    {
        if (context.Token is { } there) return there;
        HandlerToken token = _tokens.Get();
        token.Watch(context.Session.Ended);
        context.Token = token;
        context.CancellationToken = token.Token;
        return token;
    }
}
