namespace Wava.Broker.Handlers;

/// <summary>Lets services that are made for a message ask which one it is.</summary>
internal sealed class MessageContextAccessor
{
    public MessageContext? Context { get; set; }
}
