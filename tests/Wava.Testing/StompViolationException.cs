namespace Wava.Testing;

/// <summary>The peer broke the rules of STOMP.</summary>
public sealed class StompViolationException(string message) : Exception(message);
