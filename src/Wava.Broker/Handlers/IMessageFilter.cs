namespace Wava.Broker.Handlers;

/// <summary>Stands around a handler: looks at the message before it, at the answer after it, or answers in its place.</summary>
/// <remarks>
/// Where an interceptor sees frames, a filter sees the handler that was found: its metadata, the variables, the services of the message. Filters run
/// in the order of their registration, those for all handlers first, and before the handler's parameters are bound.
/// </remarks>
public interface IMessageFilter
{
    /// <summary>Handles a message, as a rule by calling <paramref name="next"/>.</summary>
    /// <returns>The answer: what <paramref name="next"/> gave, something else, or null for none.</returns>
    ValueTask<object?> InvokeAsync(MessageContext context, MessageFilterDelegate next);
}
