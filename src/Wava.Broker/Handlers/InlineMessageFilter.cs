namespace Wava.Broker.Handlers;

/// <summary>A filter that was put around a handler as a function, among the handler's metadata.</summary>
internal sealed record InlineMessageFilter(Func<MessageContext, MessageFilterDelegate, ValueTask<object?>> Filter);
