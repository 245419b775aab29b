namespace Wava.Broker.Channels;

/// <summary>Hands a message on. Completed: the broker has taken it.</summary>
public delegate ValueTask BrokerDelegate(BrokerContext context);
