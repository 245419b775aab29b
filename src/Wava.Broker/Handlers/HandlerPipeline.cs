using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Wava.Broker.Handlers;

/// <summary>A handler with all that stands around it: authorization, then the filters for all handlers, then its own, then binding and method.</summary>
internal sealed class HandlerPipeline
{
    private readonly HandlerCheck? _check;
    private readonly Func<MessageContext, ValueTask<object?>> _filtered;

    public HandlerPipeline(HandlerDescriptor handler, RunnerServices services)
    {
        _filtered = handler.Answer == AnswerKind.Several ? context => CollectAsync(handler.Invoke(context)) : handler.Invoke;
        // Exception handlers answer for what has passed all that already.
        if (handler.Kind != HandlerKind.Exception)
        {
            Func<MessageContext, MessageFilterDelegate, ValueTask<object?>>[] filters = [.. services.Filters.Concat(handler.Metadata).Select(AsFilter).OfType<Func<MessageContext, MessageFilterDelegate, ValueTask<object?>>>()];
            NeedsToken = filters.Length > 0;
            if (filters.Length > 0) _filtered = Chain(filters, new MessageFilterDelegate(_filtered)).Invoke;
            _check = services.Authorize(handler);
        }

        NeedsToken |= handler.UsesCancellationToken;
        Timeout = handler.Timeout ?? services.Options.Timeout;
        Call = _check is null ? _filtered : Checked;
    }

    /// <summary>Calls it all.</summary>
    public Func<MessageContext, ValueTask<object?>> Call { get; }

    /// <summary>Whether anybody in it looks at the context's token.</summary>
    public bool NeedsToken { get; }

    /// <summary>How long it may take.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>How it has used its threads so far.</summary>
    public HandlerPace Pace { get; } = new();

    private static Func<MessageContext, MessageFilterDelegate, ValueTask<object?>>? AsFilter(object metadata) => metadata switch
    {
        InlineMessageFilter inline => inline.Filter,
        IMessageFilterMetadata typed => new FilterFactory(typed.FilterType).InvokeAsync,
        _ => null,
    };

    private static MessageFilterDelegate Chain(Func<MessageContext, MessageFilterDelegate, ValueTask<object?>>[] filters, MessageFilterDelegate end)
    {
        MessageFilterDelegate next = end;
        for (int i = filters.Length - 1; i >= 0; i--)
        {
            Func<MessageContext, MessageFilterDelegate, ValueTask<object?>> filter = filters[i];
            MessageFilterDelegate after = next;
            next = context => filter(context, after);
        }

        return next;
    }

    private ValueTask<object?> Checked(MessageContext context)
    {
        ValueTask<string?> check = _check!(context);
        if (!check.IsCompletedSuccessfully) return CheckedAsync(check, context);
        ThrowIfRefused(context, check.Result);
        return _filtered(context);
    }

    private async ValueTask<object?> CheckedAsync(ValueTask<string?> check, MessageContext context)
    {
        ThrowIfRefused(context, await check);
        return await _filtered(context);
    }

    private static void ThrowIfRefused(MessageContext context, string? why)
    {
        if (why is null) return;
        context.IsRefused = true;
        throw new AccessDeniedException(why);
    }

    /// <summary>Several answers may come from an iterator, which is nothing but the rest of the handler's code: it is run here, as the handler's part.</summary>
    private static ValueTask<object?> CollectAsync(ValueTask<object?> answers)
    {
        return answers.IsCompletedSuccessfully ? new ValueTask<object?>(Collect(answers.Result)) : AwaitAsync(answers);

        static async ValueTask<object?> AwaitAsync(ValueTask<object?> answers) => Collect(await answers);

        static object? Collect(object? answers) => answers switch
        {
            IEnumerable<OutgoingMessage> outgoing and not IReadOnlyCollection<OutgoingMessage> => outgoing.ToArray(),
            IEnumerable<Messages.Message> messages and not IReadOnlyCollection<Messages.Message> => messages.ToArray(),
            _ => answers,
        };
    }

    /// <summary>Makes a filter for each message: the registered one, or a new one with what the services offer.</summary>
    private sealed class FilterFactory([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        private ObjectFactory? _make;

        public ValueTask<object?> InvokeAsync(MessageContext context, MessageFilterDelegate next)
        {
            IServiceProvider services = context.Services;
            object filter = services.GetService(type) ?? (_make ??= ActivatorUtilities.CreateFactory(type, Type.EmptyTypes))(services, []);
            return ((IMessageFilter)filter).InvokeAsync(context, next);
        }
    }
}
