namespace Wava.Broker.Handlers;

/// <summary>A class, or a <c>MapMessageGroup</c>, whose handlers' mappings begin with the same. A group stands in the metadata of its handlers.</summary>
/// <param name="name">A name for problems.</param>
/// <param name="prefixes">What the mappings begin with; none: nothing.</param>
internal sealed class HandlerGroup(string name, IReadOnlyList<string> prefixes)
{
    public IReadOnlyList<string> Prefixes { get; } = prefixes.Count == 0 ? [""] : prefixes;

    public override string ToString() => name;
}
