namespace Wava.Broker.Handlers;

/// <summary>Finds the handler of a destination, and the one that answers for a failure.</summary>
internal interface IHandlerTable
{
    /// <summary>Finds the handler whose mapping is the most specific of those that claim the destination.</summary>
    /// <param name="kind">Message or subscription.</param>
    /// <param name="destination">The destination's octets without the application prefix, starting with a slash.</param>
    /// <param name="match">How it claims it.</param>
    /// <returns>Null when nobody does.</returns>
    HandlerDescriptor? Find(HandlerKind kind, ReadOnlySpan<byte> destination, out DestinationMatch match);

    /// <summary>The handler that answers when this one fails with this exception, or null.</summary>
    /// <param name="handler">The handler that failed.</param>
    /// <param name="exception">What it failed with.</param>
    /// <param name="meant">The exception itself, or the cause of it that the handler answers for.</param>
    HandlerDescriptor? FindExceptionHandler(HandlerDescriptor handler, Exception exception, out Exception meant);
}
