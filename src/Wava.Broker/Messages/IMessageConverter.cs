using System.Buffers;

namespace Wava.Broker.Messages;

/// <summary>Turns bodies into objects and back, for content types of your own. JSON, text and octets need none.</summary>
/// <remarks>
/// One converter serves all messages, several at a time. What <see cref="CanRead"/> and <see cref="CanWrite"/> answer must follow from their arguments
/// alone: it is remembered.
/// </remarks>
public interface IMessageConverter
{
    /// <summary>Whether bodies of this content type can be read as objects of this type.</summary>
    /// <param name="type">What the handler takes.</param>
    /// <param name="contentType">The message's <c>content-type</c>, parameters included; null when it has none.</param>
    bool CanRead(Type type, string? contentType);

    /// <summary>Reads a body. What it throws, but for a <see cref="MessageBodyException"/>, is told to the sender in general words only.</summary>
    object? Read(ReadOnlySpan<byte> body, Type type, string? contentType);

    /// <summary>The content type of what <see cref="Write"/> would write for this object, or null when this is not its converter's affair.</summary>
    /// <param name="type">The object's type.</param>
    /// <param name="contentType">The content type that is asked for; null when any will do.</param>
    string? CanWrite(Type type, string? contentType);

    /// <summary>Writes an object's body.</summary>
    void Write(IBufferWriter<byte> output, object payload);
}
