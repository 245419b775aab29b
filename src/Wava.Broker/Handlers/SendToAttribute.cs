namespace Wava.Broker.Handlers;

/// <summary>Says where a handler's answer goes; on a class, where those of its methods go that say nothing themselves.</summary>
/// <remarks>Without it, the answer to <c>/app/chat</c> goes to <c>/topic/chat</c>. Together with <see cref="SendToUserAttribute"/> it goes to both.</remarks>
/// <param name="destinations">One or more destinations; <c>{room}</c> stands for the variable of that name in the handler's mapping. None: the one that the answer has by default.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SendToAttribute(params string[] destinations) : Attribute
{
    /// <summary>The destinations.</summary>
    public IReadOnlyList<string> Destinations { get; } = destinations;
}
