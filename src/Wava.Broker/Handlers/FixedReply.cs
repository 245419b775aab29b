namespace Wava.Broker.Handlers;

/// <summary>A destination of answers that is always the same.</summary>
internal sealed class FixedReply(string destination) : ReplyDestination
{
    public override string For(MessageContext context) => destination;

    public override string ToString() => destination;
}
