namespace Wava.Broker.Events;

/// <summary>Something that happened at the broker, after it happened.</summary>
public abstract record StompEvent;
