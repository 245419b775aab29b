namespace Wava.Broker.FunctionalTests.Node;

/// <summary>A fact that needs Node.js, and is left out with a reason where there is none (unless <c>WAVA_REQUIRE_PEERS=1</c>).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = NodeScript.WhyNot;
}
