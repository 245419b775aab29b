namespace Wava.Broker.FunctionalTests.Transports.SockJs;

/// <summary>A fact that needs Chromium and Node.js's packages, and is left out with a reason where they are missing (unless <c>WAVA_REQUIRE_PEERS=1</c>).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Node.NodeScript.WhyNot ?? Chromium.WhyNot;
}
