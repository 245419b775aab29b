namespace Wava.Broker.Handlers;

/// <summary>Lets a method answer subscriptions: what it returns goes straight to the client that subscribes, as a message of that subscription.</summary>
/// <remarks>With <see cref="SendToAttribute"/> or <see cref="SendToUserAttribute"/> the answer goes there instead. A stream (<see cref="IAsyncEnumerable{T}"/>) goes on until the client unsubscribes.</remarks>
/// <param name="destinations">One or more destinations, written as for <see cref="MessageMappingAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SubscribeMappingAttribute(params string[] destinations) : Attribute
{
    /// <summary>The destinations, without the application prefix.</summary>
    public IReadOnlyList<string> Destinations { get; } = destinations;
}
