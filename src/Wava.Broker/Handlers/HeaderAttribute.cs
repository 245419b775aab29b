namespace Wava.Broker.Handlers;

/// <summary>Fills a parameter with a header of the message.</summary>
/// <remarks>A parameter that may be null, or has a default value, may go without; for any other the header is required.</remarks>
/// <param name="name">The header's name; null: the parameter's.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HeaderAttribute(string? name = null) : Attribute
{
    /// <summary>The header's name; null: the parameter's.</summary>
    public string? Name { get; } = name;
}
