using Wava.Broker.Messages;

namespace Wava.Broker.Handlers;

/// <summary>Fills a parameter with the message's body.</summary>
internal sealed class PayloadSource<T>(BodyReader<T> reader, int maxSize, PayloadValidator? validator, bool optional, T? fallback)
{
    // Asked once, since the question boxes a struct.
    private static readonly bool MayBeNull = default(T) is null;

    public T? Read(MessageContext context)
    {
        Message message = context.Message;
        int size = message.Body.Length;
        if (size > maxSize)
        {
            throw new MessageBodyException(
                "Body too large", $"The body has {size} octets; handlers are given no more than {maxSize} (the option Handlers.MaxPayloadSize).");
        }

        if (!reader.HasBody(message)) return optional ? fallback : throw Empty("The message has no body, and needs one.");
        T? value = reader.ReadAs(message);
        if (MayBeNull && value is null) return optional ? fallback : throw Empty("The message's body is null, and must not be.");
        validator?.Check(value!, context);
        return value;
    }

    private static MessageBodyException Empty(string details) => new("Empty body", details);
}
