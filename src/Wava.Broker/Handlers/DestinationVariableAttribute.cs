namespace Wava.Broker.Handlers;

/// <summary>Fills a parameter with what a variable of the mapping stands for. A parameter named as the variable needs no attribute.</summary>
/// <param name="name">The variable's name; null: the parameter's.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DestinationVariableAttribute(string? name = null) : Attribute
{
    /// <summary>The variable's name; null: the parameter's.</summary>
    public string? Name { get; } = name;
}
