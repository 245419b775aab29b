using System.Reflection;

namespace Wava.Broker.Handlers;

/// <summary>Finds the handler of a destination.</summary>
internal sealed class HandlerTable : IHandlerTable
{
    private readonly MappingIndex _messages;
    private readonly MappingIndex _subscriptions;
    private readonly Dictionary<Type, ExceptionHandlers> _own = [];
    private readonly ExceptionHandlers[] _shared;

    /// <summary>Orders handlers; those that are in each other's way are told as problems, in a sentence each.</summary>
    /// <remarks>
    /// An exception handler is shared when the metadata of its class has a <see cref="MessageAdviceAttribute"/>, or when it is a delegate: then it answers for
    /// the group that stands last in its metadata, if any.
    /// </remarks>
    public HandlerTable(IReadOnlyCollection<HandlerDescriptor> handlers, char separator, ICollection<string> problems)
    {
        Handlers = handlers;
        _messages = new MappingIndex(HandlerKind.Message, handlers, separator, problems);
        _subscriptions = new MappingIndex(HandlerKind.Subscription, handlers, separator, problems);
        var shared = new List<(int Rank, int Order, string Name, ExceptionHandlers Handlers)>();
        foreach (IGrouping<object, HandlerDescriptor> group in handlers.Where(handler => handler.Kind == HandlerKind.Exception).GroupBy(ScopeOf))
        {
            HandlerDescriptor one = group.First();
            MessageAdviceAttribute? advice = one.Metadata.OfType<MessageAdviceAttribute>().LastOrDefault();
            object? scope = one.HandlerType is null ? group.Key as HandlerGroup : advice;
            var set = new ExceptionHandlers { Scope = scope };
            foreach (HandlerDescriptor handler in group) set.Add(handler, problems);
            if (one.HandlerType is { } type) _own.Add(type, set);
            // Those of a group, and of an inner one before those of the group around it, are closer than those of all.
            if (one.HandlerType is null || advice is not null)
                shared.Add((-(scope is HandlerGroup ? one.Metadata.Count(each => each is HandlerGroup) : 0), advice?.Order ?? 0, one.Name, set));
        }

        _shared = [.. shared.OrderBy(each => each.Rank).ThenBy(each => each.Order).ThenBy(each => each.Name, StringComparer.Ordinal).Select(each => each.Handlers)];
    }

    /// <summary>All handlers.</summary>
    public IReadOnlyCollection<HandlerDescriptor> Handlers { get; }

    /// <summary>Finds the handler whose mapping is the most specific of those that claim the destination.</summary>
    /// <param name="kind">Message or subscription.</param>
    /// <param name="destination">The destination's octets without the application prefix, starting with a slash.</param>
    /// <param name="match">How it claims it.</param>
    /// <returns>Null when nobody does.</returns>
    public HandlerDescriptor? Find(HandlerKind kind, ReadOnlySpan<byte> destination, out DestinationMatch match) =>
        (kind == HandlerKind.Message ? _messages : _subscriptions).Find(destination, out match);

    /// <summary>The handler that answers when this one fails with this exception, or null.</summary>
    /// <param name="handler">The handler that failed.</param>
    /// <param name="exception">What it failed with.</param>
    /// <param name="meant">The exception itself, or the cause of it that the handler answers for.</param>
    public HandlerDescriptor? FindExceptionHandler(HandlerDescriptor handler, Exception exception, out Exception meant)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            // Reflection's wrapping says nothing of its own.
            if (cause is TargetInvocationException { InnerException: not null }) continue;
            if (Find(handler, cause.GetType()) is not { } found) continue;
            meant = cause;
            return found;
        }

        meant = exception;
        return null;
    }

    private HandlerDescriptor? Find(HandlerDescriptor handler, Type exception)
    {
        if (handler.HandlerType is { } type && _own.TryGetValue(type, out ExceptionHandlers? own) && own.Find(exception) is { } mine) return mine;
        foreach (ExceptionHandlers shared in _shared)
        {
            if (shared.Answers(handler) && shared.Find(exception) is { } found) return found;
        }

        return null;
    }

    /// <summary>What exception handlers have in common that answer for the same: their class, their group, or that they answer for all.</summary>
    private static object ScopeOf(HandlerDescriptor handler) =>
        handler.HandlerType ?? handler.Metadata.OfType<HandlerGroup>().LastOrDefault() ?? (object)HandlerKind.Exception;
}
