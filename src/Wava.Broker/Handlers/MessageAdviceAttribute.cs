namespace Wava.Broker.Handlers;

/// <summary>Marks a class whose <see cref="MessageExceptionHandlerAttribute"/> methods answer for the handlers of all classes.</summary>
/// <param name="handlers">Answers only for these handler classes and those derived from them; none: for all, delegates included.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MessageAdviceAttribute(params Type[] handlers) : Attribute
{
    /// <summary>The handler classes it answers for; none: all.</summary>
    public IReadOnlyList<Type> Handlers { get; } = handlers;

    /// <summary>Among several advices the one with the lowest number is asked first.</summary>
    public int Order { get; set; }
}
