namespace Wava.Broker.Handlers;

/// <summary>The exception handlers of one class, or of one group, by the exception they are for.</summary>
internal sealed class ExceptionHandlers
{
    private readonly Dictionary<Type, HandlerDescriptor> _handlers = [];

    /// <summary>Whose they are: the advice, the group, or null for those of a handler class and of the application.</summary>
    public object? Scope { get; init; }

    /// <summary>Adds one; a second for the same exception is told as a problem.</summary>
    public void Add(HandlerDescriptor handler, ICollection<string> problems)
    {
        foreach (Type exception in handler.Exceptions.Distinct())
        {
            if (!_handlers.TryAdd(exception, handler))
                problems.Add($"{_handlers[exception].Name} and {handler.Name} are both exception handlers for {exception.Name}: only one of them can be.");
        }
    }

    /// <summary>The handler for the closest of the exception's classes, or null.</summary>
    public HandlerDescriptor? Find(Type exception)
    {
        for (Type? type = exception; type is not null; type = type.BaseType)
        {
            if (_handlers.TryGetValue(type, out HandlerDescriptor? handler)) return handler;
        }

        return null;
    }

    /// <summary>Whether they answer for this handler's failures; not asked of those of its own class.</summary>
    public bool Answers(HandlerDescriptor failed) => Scope switch
    {
        MessageAdviceAttribute { Handlers.Count: > 0 } advice => failed.HandlerType is { } type && advice.Handlers.Any(each => each.IsAssignableFrom(type)),
        HandlerGroup group => failed.Metadata.Contains(group),
        _ => true,
    };
}
