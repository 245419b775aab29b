namespace Wava.Broker.Handlers;

/// <summary>A destination that a mapping claims, and what the mapping's variables stand for in it.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="Values">The variables' values, in the order of <see cref="Mapping.Variables"/>; null when it has none.</param>
internal readonly record struct DestinationMatch(Mapping Mapping, string[]? Values)
{
    public string? Variable(string name)
    {
        int at = Values is null ? -1 : Mapping.Variables.IndexOf(name);
        return at < 0 ? null : Values![at];
    }
}
