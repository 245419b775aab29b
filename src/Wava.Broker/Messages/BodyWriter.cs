using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Wava.Broker.Messages;

/// <summary>Writes objects of one type as bodies.</summary>
internal abstract class BodyWriter(string contentType)
{
    /// <summary>The header line that says what is written.</summary>
    public byte[] ContentTypeLine { get; } = Encoding.UTF8.GetBytes($"content-type:{contentType}\n");

    public abstract void Write(MessageLayout output, object payload);
}

/// <summary>Writes text as it is.</summary>
internal sealed class TextBodyWriter() : BodyWriter("text/plain;charset=UTF-8")
{
    public override void Write(MessageLayout output, object payload)
    {
        var text = (string)payload;
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetByteCount(text))));
    }
}

/// <summary>Writes octets as they are.</summary>
internal sealed class OctetsBodyWriter() : BodyWriter("application/octet-stream")
{
    public override void Write(MessageLayout output, object payload) => output.Line(payload switch
    {
        byte[] array => array,
        ReadOnlyMemory<byte> memory => memory.Span,
        Memory<byte> memory => memory.Span,
        _ => throw new ArgumentException("Not octets.", nameof(payload)),
    });
}

/// <summary>Writes JSON.</summary>
internal sealed class JsonBodyWriter(JsonTypeInfo json) : BodyWriter("application/json")
{
    public override void Write(MessageLayout output, object payload)
    {
        Utf8JsonWriter writer = output.JsonWriter(json.Options);
        JsonSerializer.Serialize(writer, payload, json);
        writer.Flush();
    }
}

/// <summary>Lets a converter of the application write.</summary>
internal sealed class OwnBodyWriter(IMessageConverter converter, string contentType) : BodyWriter(contentType)
{
    public override void Write(MessageLayout output, object payload) => converter.Write(output, payload);
}
