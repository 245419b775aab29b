namespace Wava.Broker.Handlers;

/// <summary>Fills a parameter of type <see cref="IReadOnlyDictionary{TKey,TValue}"/> (string to string) with all headers of the message.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HeadersAttribute : Attribute;
