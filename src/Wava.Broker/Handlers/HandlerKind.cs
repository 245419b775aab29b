namespace Wava.Broker.Handlers;

/// <summary>What a handler handles.</summary>
internal enum HandlerKind : byte
{
    Message,
    Subscription,
    Exception,
}
