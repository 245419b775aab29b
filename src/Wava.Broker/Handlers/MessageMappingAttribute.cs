namespace Wava.Broker.Handlers;

/// <summary>Lets a method take the messages that clients send to these destinations; on a class, what the destinations of its methods begin with.</summary>
/// <remarks>
/// Destinations are written without the application prefix: <c>/chat/{room}</c> takes what is sent to <c>/app/chat/lobby</c>. A segment may hold a
/// variable, <c>{room}</c> or <c>{number:[0-9]+}</c>, or be <c>*</c>; <c>**</c> stands for any number of segments. The most specific mapping wins.
/// </remarks>
/// <param name="destinations">One or more destinations; none on a method stands for those of its class.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class MessageMappingAttribute(params string[] destinations) : Attribute
{
    /// <summary>The destinations, without the application prefix.</summary>
    public IReadOnlyList<string> Destinations { get; } = destinations;
}
