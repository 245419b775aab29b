using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Wava.Broker.Messages;

/// <summary>Reads JSON. A body of no declared type counts as JSON.</summary>
internal sealed class JsonBodyReader<T>(JsonTypeInfo<T> json) : BodyReader<T>
{
    public override T? ReadAs(Message message)
    {
        if (ContentTypes.Of(message, out ReadOnlySpan<byte> type) is not (BodyKind.Json or BodyKind.Untyped))
            throw ContentTypes.Unsupported(type, "application/json");
        return Read(message.Body.Span, json);
    }

    /// <summary>Reads octets that are JSON.</summary>
    public static T? Read(ReadOnlySpan<byte> body, JsonTypeInfo<T> json)
    {
        try
        {
            return JsonSerializer.Deserialize(body, json);
        }
        catch (JsonException e)
        {
            throw JsonFailure.Explain(e, body, json);
        }
        catch (NotSupportedException) when (JsonFailure.Discriminator(json) is not null)
        {
            // An object does not say which of several types it is.
            throw new MessageBodyException("Malformed JSON", $"An object in the body has to say what it is, in the field {JsonFailure.Discriminator(json)}.");
        }
    }
}
