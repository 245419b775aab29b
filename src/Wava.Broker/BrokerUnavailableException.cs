namespace Wava.Broker;

/// <summary>A message for a broker that is not running.</summary>
/// <param name="details">What is the matter with the broker.</param>
public sealed class BrokerUnavailableException(string details) : StompException("Broker not available", details);
