namespace Wava.Broker.Handlers;

/// <summary>Lets a method answer when a handler of its class fails; in a <see cref="MessageAdviceAttribute"/> class, any handler.</summary>
/// <remarks>
/// The method whose exception type is closest wins, that of the class before that of an advice; where none is meant, the exception's cause is looked
/// at. The method takes the exception and whatever a handler can take, and its answer goes where a handler's would.
/// </remarks>
/// <param name="exceptions">Which exceptions; none: that of the parameter.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MessageExceptionHandlerAttribute(params Type[] exceptions) : Attribute
{
    /// <summary>Which exceptions; none: that of the parameter.</summary>
    public IReadOnlyList<Type> Exceptions { get; } = exceptions;
}
