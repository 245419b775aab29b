namespace Wava.Broker.Messages;

/// <summary>Reads the bodies of messages as objects of one type.</summary>
internal abstract class BodyReader
{
    /// <summary>Reads the body.</summary>
    /// <exception cref="MessageBodyException">It is not what it should be.</exception>
    public abstract object? Read(Message message);

    /// <summary>Whether there is a body: of text, blanks alone are none.</summary>
    public virtual bool HasBody(Message message) => message.Body.Span.ContainsAnyExcept(" \t\r\n"u8);
}

/// <summary>Reads the bodies of messages as a type that is known where this is called: what it reads is not boxed.</summary>
/// <typeparam name="T">The type.</typeparam>
internal abstract class BodyReader<T> : BodyReader
{
    public sealed override object? Read(Message message) => ReadAs(message);

    /// <inheritdoc cref="BodyReader.Read"/>
    public abstract T? ReadAs(Message message);
}
