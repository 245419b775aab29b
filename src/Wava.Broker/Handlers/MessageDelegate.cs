namespace Wava.Broker.Handlers;

/// <summary>Handles a message without any binding: the form of a handler that needs neither reflection nor code made at run time.</summary>
public delegate Task MessageDelegate(MessageContext context);
