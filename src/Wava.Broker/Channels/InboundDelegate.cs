namespace Wava.Broker.Channels;

/// <summary>Hands a client's frame on. Completed: it took effect.</summary>
public delegate ValueTask InboundDelegate(InboundContext context);
