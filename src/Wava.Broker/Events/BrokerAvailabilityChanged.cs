namespace Wava.Broker.Events;

/// <summary>The broker takes messages from now on, or no longer does.</summary>
/// <param name="IsAvailable">Whether it does.</param>
public sealed record BrokerAvailabilityChanged(bool IsAvailable) : StompEvent;
