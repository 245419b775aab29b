using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Wava.Broker.Frames;

/// <summary>Writes one frame, header by header, in the dialect asked for; the text it is given cannot break out of its header.</summary>
public ref struct FrameWriter
{
    private const int OnStack = 256;

    private readonly IBufferWriter<byte> _output;

    // V10 where the frame has no escapes, whatever was agreed on.
    private readonly StompVersion _escapes;

    /// <summary>Writes the command line.</summary>
    public FrameWriter(IBufferWriter<byte> output, StompCommand command, StompVersion version)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _escapes = StompCommands.BeginsSession(command) ? StompVersion.V10 : version;
        ReadOnlySpan<byte> word = StompCommands.Utf8(command);
        if (word.IsEmpty) throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command that can be written.");
        Span<byte> line = output.GetSpan(word.Length + 1);
        word.CopyTo(line);
        line[word.Length] = (byte)'\n';
        output.Advance(word.Length + 1);
    }

    /// <summary>Writes a header; name and value are escaped here as far as the dialect can.</summary>
    public readonly void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> decodedValue)
    {
        int size = HeaderEscaping.EncodedLength(name, _escapes) + HeaderEscaping.EncodedLength(decodedValue, _escapes) + 2;
        Span<byte> line = _output.GetSpan(size);
        int written = HeaderEscaping.EncodeName(name, line, _escapes);
        line[written++] = (byte)':';
        written += HeaderEscaping.Encode(decodedValue, line[written..], _escapes);
        line[written++] = (byte)'\n';
        _output.Advance(written);
    }

    /// <inheritdoc cref="Header(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public readonly void Header(ReadOnlySpan<byte> name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        Span<byte> octets = most <= OnStack ? stackalloc byte[OnStack] : (rented = ArrayPool<byte>.Shared.Rent(most));
        Header(name, octets[..Encoding.UTF8.GetBytes(value, octets)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Writes a header whose value is a whole number.</summary>
    public readonly void Header(ReadOnlySpan<byte> name, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out int length);
        Header(name, digits[..length]);
    }

    /// <summary>Ends the frame, without a body and without <c>content-length</c>.</summary>
    public readonly void End() => _output.Write("\n\0"u8);

    /// <summary>Ends the frame with a body, after a <c>content-length</c> header that counts it.</summary>
    public readonly void End(ReadOnlySpan<byte> body)
    {
        Header("content-length"u8, body.Length);
        _output.Write("\n"u8);
        _output.Write(body);
        _output.Write("\0"u8);
    }
}
