namespace Wava.Broker.Handlers;

/// <summary>Decides whether a message may be handled. Gives null when it may; else why not, in words for the sender.</summary>
internal delegate ValueTask<string?> HandlerCheck(MessageContext context);
