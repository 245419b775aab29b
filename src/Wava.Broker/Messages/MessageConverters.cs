using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Wava.Broker.Messages;

/// <summary>Chooses who reads a body and who writes an object.</summary>
/// <remarks>
/// The application's own converters are asked first; then text is for strings, octets are for octets, and everything else is JSON. What can be chosen
/// by type is chosen once: a handler keeps its reader, and writers are remembered by type.
/// </remarks>
internal sealed partial class MessageConverters
{
    private readonly IMessageConverter[] _own;

    /// <param name="json">How JSON is read and written; nobody can change it any more (<see cref="MessageJson"/> makes one).</param>
    /// <param name="own">The application's own converters.</param>
    public MessageConverters(JsonSerializerOptions json, IEnumerable<IMessageConverter> own)
    {
        json.MakeReadOnly();
        Json = json;
        _own = [.. own];
    }

    /// <summary>How JSON is read and written.</summary>
    public JsonSerializerOptions Json { get; }

    /// <summary>Reads bodies as one type; made once for each handler, so that nothing has to be looked up for a message.</summary>
    /// <exception cref="NotSupportedException">Nobody can read bodies as this type.</exception>
    [RequiresDynamicCode("Code for the type may have to be made at run time.")]
    [RequiresUnreferencedCode("What is only called for this type may have been trimmed.")]
    public BodyReader ReaderFor(Type type)
    {
        try
        {
            return (BodyReader)typeof(MessageConverters).GetMethod(nameof(ReaderFor), 1, [])!.MakeGenericMethod(type).Invoke(this, null)!;
        }
        catch (System.Reflection.TargetInvocationException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    /// <inheritdoc cref="ReaderFor(Type)"/>
    public BodyReader<T> ReaderFor<T>()
    {
        BodyReader<T> builtIn = BuiltInReaderFor<T>();
        return _own.Length == 0 ? builtIn : new OwnBodyReader<T>(_own, builtIn);
    }

    private BodyReader<T> BuiltInReaderFor<T>()
    {
        object? simple = typeof(T) == typeof(string) ? new TextBodyReader(Json.TryGetTypeInfo(typeof(string), out JsonTypeInfo? text) ? (JsonTypeInfo<string>)text : null)
            : typeof(T) == typeof(byte[]) ? new ArrayBodyReader()
            : typeof(T) == typeof(ReadOnlyMemory<byte>) ? new OctetsBodyReader()
            : typeof(T) == typeof(ReadOnlyMemory<byte>?) ? new OptionalOctetsBodyReader()
            : null;
        if (simple is not null) return (BodyReader<T>)simple;
        try
        {
            if (!Json.TryGetTypeInfo(typeof(T), out JsonTypeInfo? json)) throw new NotSupportedException("no JSON context that was added knows it");
            if (json.Kind == JsonTypeInfoKind.Object && typeof(T).IsAbstract && json.PolymorphismOptions is null)
                throw new NotSupportedException("it is abstract, and nothing says which types stand for it");
            return new JsonBodyReader<T>((JsonTypeInfo<T>)json);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException && _own.Length > 0)
        {
            return new UnreadableBodyReader<T>();
        }
    }
}
