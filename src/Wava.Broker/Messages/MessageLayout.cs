using System.Buffers;
using System.Text;
using System.Text.Json;
using Wava.Broker.Frames;

namespace Wava.Broker.Messages;

/// <summary>Collects the header lines and the body of a message that is being made, in memory that is lent for the time.</summary>
/// <remarks>
/// A converter writes its body here without knowing how long it will be; then the message is laid out in one array of the right size. Each thread
/// keeps one layout. It is taken away while in use, so that a converter that itself makes messages gets another one.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A JSON writer holds nothing but a reference to the layout.")]
internal sealed class MessageLayout : IBufferWriter<byte>
{
    [ThreadStatic]
    private static MessageLayout? Spare;

    private byte[] _octets = [];
    private int _written;
    private int _headersStart;
    private int _bodyStart;
    private bool _plain;
    private string _destination = "";
    private Utf8JsonWriter? _json;
    private JsonSerializerOptions? _jsonOptions;

    /// <summary>The content type that the headers ask for, or null.</summary>
    public string? ContentType { get; private set; }

    /// <summary>The header lines, that of the destination left out.</summary>
    public ReadOnlySpan<byte> HeaderLines => _octets.AsSpan(_headersStart, (_bodyStart == 0 ? _written : _bodyStart) - _headersStart);

    /// <summary>Begins a message. What is begun is given back with <see cref="Return"/>.</summary>
    public static MessageLayout Begin(string destination)
    {
        MessageLayout layout = Spare ?? new MessageLayout();
        Spare = null;
        layout._octets = ArrayPool<byte>.Shared.Rent(1024);
        layout._written = layout._bodyStart = 0;
        layout._plain = true;
        layout._destination = destination;
        layout.ContentType = null;
        layout.Line("destination:"u8);
        layout.Escape(destination);
        layout.Line("\n"u8);
        layout._headersStart = layout._written;
        return layout;
    }

    /// <summary>Adds a header, unless it is one that only the server sets.</summary>
    public void Header(string name, string value)
    {
        int start = _written;
        Escape(name);
        if (Message.BelongsToServer(_octets.AsSpan(start, _written - start)))
        {
            _written = start;
            return;
        }

        if (name == "content-type") ContentType ??= value;
        Line(":"u8);
        Escape(value);
        Line("\n"u8);
    }

    /// <summary>Adds octets that need no escaping.</summary>
    public void Line(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(GetSpan(octets.Length));
        _written += octets.Length;
    }

    /// <summary>From here on everything belongs to the body.</summary>
    public void BeginBody() => _bodyStart = _written;

    /// <summary>The finished message.</summary>
    public Message ToMessage() => Message.Assemble(_destination, _octets.AsSpan(0, _bodyStart), _octets.AsSpan(_bodyStart, _written - _bodyStart), _plain);

    /// <summary>A JSON writer that writes here, the same one each time.</summary>
    public Utf8JsonWriter JsonWriter(JsonSerializerOptions options)
    {
        if (_json is not null && ReferenceEquals(_jsonOptions, options))
        {
            _json.Reset();
            return _json;
        }

        _jsonOptions = options;
        return _json = new Utf8JsonWriter(this, new JsonWriterOptions
        {
            Encoder = options.Encoder,
            Indented = options.WriteIndented,
            IndentCharacter = options.IndentCharacter,
            IndentSize = options.IndentSize,
            NewLine = options.NewLine,
            MaxDepth = options.MaxDepth,
            SkipValidation = true,
        });
    }

    /// <summary>Gives the layout's memory back, and keeps the layout for the thread's next message.</summary>
    public void Return()
    {
        ArrayPool<byte>.Shared.Return(_octets);
        _octets = [];
        Spare = this;
    }

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _octets.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _octets.AsSpan(_written);
    }

    private void Reserve(int count)
    {
        if (_octets.Length - _written >= Math.Max(count, 1)) return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_written + count), (int)Math.Min(2L * _octets.Length, Array.MaxLength)));
        _octets.AsSpan(0, _written).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_octets);
        _octets = larger;
    }

    private void Escape(string text)
    {
        Span<byte> span = GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = Encoding.UTF8.GetBytes(text, span);
        if (HeaderEscaping.IsPlain(span[..length]))
        {
            _written += length;
            return;
        }

        _plain = false;
        byte[] decoded = span[..length].ToArray();
        _written += HeaderEscaping.Encode(decoded, GetSpan(2 * length), StompVersion.V12);
    }
}
