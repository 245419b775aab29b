using System.Text;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Wava.Broker.Messages;

/// <summary>Reads text as it is, and a JSON string as what it stands for.</summary>
internal sealed class TextBodyReader(JsonTypeInfo<string>? json) : BodyReader<string>
{
    public override string? ReadAs(Message message)
    {
        switch (ContentTypes.Of(message, out ReadOnlySpan<byte> type))
        {
            case BodyKind.Json when json is not null:
                return JsonBodyReader<string>.Read(message.Body.Span, json);
            case BodyKind.Text when !ContentTypes.IsUtf8(type):
                throw ContentTypes.Unsupported(type, "text in UTF-8");
            case BodyKind.Untyped or BodyKind.Text:
                break;
            default:
                throw ContentTypes.Unsupported(type, "text/plain or application/json");
        }

        ReadOnlySpan<byte> body = message.Body.Span;
        if (!Utf8.IsValid(body)) throw new MessageBodyException("Malformed text", "The body is not text in UTF-8.");
        return Encoding.UTF8.GetString(body);
    }
}
