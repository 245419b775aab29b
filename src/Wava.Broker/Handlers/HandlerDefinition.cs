namespace Wava.Broker.Handlers;

/// <summary>What the application says of a handler, before it is checked and compiled.</summary>
internal sealed record HandlerDefinition
{
    public required HandlerKind Kind { get; init; }

    /// <summary>A name for logs and problems.</summary>
    public required string Name { get; init; }

    /// <summary>The class it belongs to, null for a delegate.</summary>
    public Type? HandlerType { get; init; }

    /// <summary>The groups that it is in, the outermost first; for a method its class is one.</summary>
    public IReadOnlyList<HandlerGroup> Groups { get; init; } = [];

    /// <summary>Its own mappings, as they are written; none: those of its groups.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = [];

    /// <summary>What is said around it, level by level: class and method, or groups and delegate. The last is what is said of it alone.</summary>
    public required IReadOnlyList<IReadOnlyList<object>> Metadata { get; init; }

    /// <summary>Whether it gets to see the whole context and so can look at any variable.</summary>
    public bool TakesContext { get; init; }
}
