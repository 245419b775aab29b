namespace Wava.Broker.Handlers;

/// <summary>Fills a parameter with the message's body. The one parameter that nothing else fills needs no attribute.</summary>
/// <remarks>A parameter that may be null, or has a default value, may go without; for any other an empty body is an error.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PayloadAttribute : Attribute;
