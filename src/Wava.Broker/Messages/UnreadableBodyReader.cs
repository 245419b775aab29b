namespace Wava.Broker.Messages;

/// <summary>Stands behind the converters of the application for a type that is none of JSON's.</summary>
internal sealed class UnreadableBodyReader<T> : BodyReader<T>
{
    public override T ReadAs(Message message)
    {
        if (ContentTypes.Of(message, out ReadOnlySpan<byte> type) == BodyKind.Untyped)
            throw new MessageBodyException("Unsupported content type", "The message has to say by its content-type header what its body is.");
        throw ContentTypes.Unsupported(type, "of a type that the application has a converter for");
    }
}
