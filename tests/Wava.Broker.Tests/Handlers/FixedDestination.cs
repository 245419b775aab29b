using Wava.Broker.Handlers;

namespace Wava.Broker.Tests.Handlers;

/// <summary>A reply destination that is always the same.</summary>
internal sealed class FixedDestination(string destination) : ReplyDestination
{
    public override string For(MessageContext context) => destination;
}
