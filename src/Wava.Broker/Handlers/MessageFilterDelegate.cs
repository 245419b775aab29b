namespace Wava.Broker.Handlers;

/// <summary>Hands a message on to the next filter, or to the handler.</summary>
/// <returns>The answer, or null for none.</returns>
public delegate ValueTask<object?> MessageFilterDelegate(MessageContext context);
