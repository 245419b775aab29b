using System.Buffers;
using System.Text;

namespace Wava.Broker.Frames;

/// <summary>One header of a frame, still in the octets that came; valid as long as the frame is.</summary>
public readonly ref struct StompHeader
{
    private const int OnStack = 256;

    // V10 where the frame has no escapes, whatever was agreed on.
    private readonly StompVersion _escapes;

    internal StompHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, in HeaderEntry entry, StompVersion escapes)
    {
        RawName = name;
        RawValue = value;
        Id = entry.Id;
        IsPlain = entry.IsPlain;
        IsEscaped = entry.IsEscaped;
        _escapes = escapes;
    }

    /// <summary>Which header it is, when it is one with a meaning.</summary>
    public KnownHeader Id { get; }

    /// <summary>The name's octets as on the wire.</summary>
    public ReadOnlySpan<byte> RawName { get; }

    /// <summary>The value's octets as on the wire; in a 1.0 session without the blanks around them.</summary>
    public ReadOnlySpan<byte> RawValue { get; }

    /// <summary>Name and value hold no backslash, colon, CR or LF: the same octets are right in every version.</summary>
    public bool IsPlain { get; }

    /// <summary>Name or value hold an escape: decoding changes them.</summary>
    public bool IsEscaped { get; }

    /// <summary>The name, decoded.</summary>
    public string GetName() => Text(RawName);

    /// <summary>The value, decoded.</summary>
    public string GetValue() => Text(RawValue);

    /// <summary>Writes the decoded name, at most as long as <see cref="RawName"/>, and returns its length.</summary>
    public int DecodeName(Span<byte> destination) => HeaderEscaping.Decode(RawName, destination, _escapes);

    /// <summary>Writes the decoded value, at most as long as <see cref="RawValue"/>, and returns its length.</summary>
    public int DecodeValue(Span<byte> destination) => HeaderEscaping.Decode(RawValue, destination, _escapes);

    /// <summary>Whether the decoded value is exactly this.</summary>
    public bool ValueEquals(ReadOnlySpan<byte> decoded) =>
        IsEscaped ? HeaderEscaping.DecodedEquals(RawValue, decoded, _escapes) : RawValue.SequenceEqual(decoded);

    /// <summary>Whether the decoded name is exactly this.</summary>
    public bool NameEquals(ReadOnlySpan<byte> decoded) =>
        IsEscaped ? HeaderEscaping.DecodedEquals(RawName, decoded, _escapes) : RawName.SequenceEqual(decoded);

    private string Text(ReadOnlySpan<byte> raw)
    {
        if (!IsEscaped) return Encoding.UTF8.GetString(raw);
        byte[]? rented = null;
        Span<byte> decoded = raw.Length <= OnStack ? stackalloc byte[OnStack] : (rented = ArrayPool<byte>.Shared.Rent(raw.Length));
        int length = HeaderEscaping.Decode(raw, decoded, _escapes);
        string text = Encoding.UTF8.GetString(decoded[..length]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return text;
    }
}
