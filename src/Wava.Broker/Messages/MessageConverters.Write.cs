using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Wava.Broker.Messages;

internal sealed partial class MessageConverters
{
    private readonly ConcurrentDictionary<Type, BodyWriter> _writers = new();
    private readonly ConcurrentDictionary<Type, bool> _polymorphic = new();

    /// <summary>Makes the message that carries <paramref name="payload"/>. A payload that is a <see cref="Message"/> is readdressed.</summary>
    /// <param name="destination">Where it goes.</param>
    /// <param name="payload">The body, before its conversion.</param>
    /// <param name="headers">
    /// Headers of the application. <c>content-type</c> asks for a type: text and octets go as they are and are only declared to be of it, for an
    /// object there must be somebody who writes it. Headers that only the server sets are left out.
    /// </param>
    public Message Encode<T>(string destination, T payload, IEnumerable<KeyValuePair<string, string>>? headers = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        if (payload is null) throw new ArgumentNullException(nameof(payload));
        MessageLayout layout = MessageLayout.Begin(destination);
        try
        {
            if (headers is not (null or IReadOnlyCollection<KeyValuePair<string, string>> { Count: 0 }))
            {
                foreach ((string name, string value) in headers) layout.Header(name, value);
            }

            if (payload is Message message) return message.Readdress(Encoding.UTF8.GetBytes(destination), layout.HeaderLines);
            Type type = typeof(T).IsSealed || IsPolymorphic(typeof(T)) ? typeof(T) : payload.GetType();
            BodyWriter writer = layout.ContentType is { } asked ? WriterFor(type, asked) : WriterFor(type);
            if (layout.ContentType is null) layout.Line(writer.ContentTypeLine);
            layout.BeginBody();
            writer.Write(layout, payload);
            return layout.ToMessage();
        }
        finally
        {
            layout.Return();
        }
    }

    private BodyWriter WriterFor(Type type)
    {
        if (_writers.TryGetValue(type, out BodyWriter? known)) return known;
        BodyWriter? own = OwnWriterFor(type, null);
        return _writers.GetOrAdd(type, own ?? BuiltInWriterFor(type));
    }

    private BodyWriter WriterFor(Type type, string contentType)
    {
        if (OwnWriterFor(type, contentType) is { } own) return own;
        BodyWriter writer = WriterFor(type);
        if (writer is OwnBodyWriter) writer = BuiltInWriterFor(type);
        if (writer is JsonBodyWriter && ContentTypes.KindOf(Encoding.UTF8.GetBytes(contentType)) is not (BodyKind.Json or BodyKind.Untyped))
            throw new InvalidOperationException($"Nobody writes {type} as {contentType}: leave the content-type header out, or add a converter (AddConverter).");
        return writer;
    }

    private OwnBodyWriter? OwnWriterFor(Type type, string? contentType)
    {
        foreach (IMessageConverter each in _own)
        {
            if (each.CanWrite(type, contentType) is { } written) return new OwnBodyWriter(each, written);
        }

        return null;
    }

    private BodyWriter BuiltInWriterFor(Type type)
    {
        if (type == typeof(string)) return new TextBodyWriter();
        if (type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(Memory<byte>)) return new OctetsBodyWriter();
        if (PolymorphicBase(type) is { } declared) return new JsonBodyWriter(declared);
        // A type that no context knows may have an ancestor or an interface that one knows: the metadata of object finds it.
        if (!Json.TryGetTypeInfo(type, out JsonTypeInfo? json) && !Json.TryGetTypeInfo(typeof(object), out json))
            throw new NotSupportedException($"{type} cannot be written as JSON: no JSON context that was added knows it (ConfigureJson).");
        return new JsonBodyWriter(json);
    }

    private bool IsPolymorphic(Type type)
    {
        if (type == typeof(object)) return false;
        if (_polymorphic.TryGetValue(type, out bool known)) return known;
        bool polymorphic = false;
        try
        {
            polymorphic = Json.TryGetTypeInfo(type, out JsonTypeInfo? json) && json.PolymorphismOptions is not null;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            // What is no type for JSON may still be an interface or base of one that is.
        }

        return _polymorphic.GetOrAdd(type, polymorphic);
    }

    /// <summary>
    /// What a handler returns comes here as an object: the type that it was declared as, and with it the discriminator that tells the receiver what it
    /// gets, has to be found again.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "An interface that was trimmed has no JSON metadata that could matter.")]
    private JsonTypeInfo? PolymorphicBase(Type type)
    {
        for (Type? each = type.BaseType; each is not null; each = each.BaseType)
        {
            if (Lists(each, type) is { } json) return json;
        }

        foreach (Type each in type.GetInterfaces())
        {
            if (Lists(each, type) is { } json) return json;
        }

        return null;
    }

    private JsonTypeInfo? Lists(Type declared, Type type)
    {
        if (!declared.IsDefined(typeof(JsonDerivedTypeAttribute), inherit: false) || !Json.TryGetTypeInfo(declared, out JsonTypeInfo? json)) return null;
        foreach (JsonDerivedType each in json.PolymorphismOptions?.DerivedTypes ?? [])
        {
            if (each.DerivedType == type) return json;
        }

        return null;
    }
}
