using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Messages;

public sealed partial class Message
{
    /// <summary>Room for <c>message-id:</c>, an epoch, a hyphen, the longest number and the line's end.</summary>
    private const int IdRoom = 11 + MaxEpochLength + 1 + 19 + 1;

    /// <summary>The longest epoch a message-id can start with.</summary>
    internal const int MaxEpochLength = 16;

    /// <summary>Makes a message that the server itself sends.</summary>
    /// <param name="destination">Where it goes, for instance <c>/topic/news</c>.</param>
    /// <param name="body">The body's octets; they are copied.</param>
    /// <param name="contentType">What the body is, for instance <c>application/json</c>; null says nothing.</param>
    /// <param name="headers">Further headers, in the order in which they go out.</param>
    public static Message Create(
        string destination, ReadOnlySpan<byte> body, string? contentType = null, IEnumerable<KeyValuePair<string, string>>? headers = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        var buffer = new ArrayBufferWriter<byte>(IdRoom + 64 + destination.Length + body.Length);
        buffer.Advance(IdRoom);
        byte[] name = Encoding.UTF8.GetBytes(destination);
        bool plain = Append(buffer, "destination"u8, name);
        if (contentType is not null) plain &= Append(buffer, "content-type"u8, Encoding.UTF8.GetBytes(contentType));
        foreach ((string key, string value) in headers ?? [])
            plain &= Append(buffer, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        Append(buffer, "content-length"u8, Encoding.UTF8.GetBytes(body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        buffer.Write("\n"u8);
        int bodyStart = buffer.WrittenCount;
        buffer.Write(body);
        buffer.Write("\0"u8);
        return new Message(buffer.WrittenSpan.ToArray(), name, IdRoom, bodyStart, body.Length, plain);
    }

    /// <summary>Makes a message of a client's SEND frame. What only the server may say is left out of its headers.</summary>
    internal static Message FromSend(StompFrame frame)
    {
        frame.TryGetHeader(KnownHeader.Destination, out StompHeader destination);
        int length = frame.Body.Length;
        int size = IdRoom + "destination:\n"u8.Length + EncodedSize(destination.RawValue, destination.IsPlain)
            + "content-length:\n\n"u8.Length + Digits(length) + length + 1;
        bool plain = destination.IsPlain;
        for (int i = 0; i < frame.HeaderCount; i++)
        {
            StompHeader header = frame.GetHeader(i);
            if (BelongsToServer(header.Id)) continue;
            plain &= header.IsPlain;
            size += EncodedSize(header.RawName, header.IsPlain) + EncodedSize(header.RawValue, header.IsPlain) + 2;
        }

        var wire = new byte[size];
        int at = IdRoom;
        "destination:"u8.CopyTo(wire.AsSpan(at));
        at += 12;
        int nameStart = at;
        at += CopyValue(destination, wire.AsSpan(at));
        ReadOnlyMemory<byte> name = destination.IsPlain ? wire.AsMemory(nameStart, at - nameStart) : DecodeValue(destination);
        wire[at++] = Lf;
        for (int i = 0; i < frame.HeaderCount; i++)
        {
            StompHeader header = frame.GetHeader(i);
            if (BelongsToServer(header.Id)) continue;
            at += CopyName(header, wire.AsSpan(at));
            wire[at++] = (byte)':';
            at += CopyValue(header, wire.AsSpan(at));
            wire[at++] = Lf;
        }

        "content-length:"u8.CopyTo(wire.AsSpan(at));
        at += 15;
        Utf8Formatter.TryFormat(length, wire.AsSpan(at), out int digits);
        at += digits;
        wire[at++] = Lf;
        wire[at++] = Lf;
        frame.Body.Span.CopyTo(wire.AsSpan(at));
        // Escaped headers were given the room of the worst case; cut what they did not need.
        if (at + length + 1 < wire.Length) Array.Resize(ref wire, at + length + 1);
        return new Message(wire, name, IdRoom, at, length, plain);
    }

    /// <summary>Headers that the server sets, or that concern the sender alone: they are not carried over to subscribers.</summary>
    private static bool BelongsToServer(KnownHeader id) => id is KnownHeader.Destination or KnownHeader.ContentLength
        or KnownHeader.Receipt or KnownHeader.Transaction or KnownHeader.MessageId or KnownHeader.Subscription or KnownHeader.Ack
        or KnownHeader.UserName or KnownHeader.Redelivered or KnownHeader.Login or KnownHeader.Passcode or KnownHeader.Authorization
        or KnownHeader.Wava or KnownHeader.WavaReplay or KnownHeader.WavaSince;

    private static int EncodedSize(ReadOnlySpan<byte> raw, bool plain) => plain ? raw.Length : raw.Length * 2;

    private static int Digits(int value) => value switch { < 10 => 1, < 100 => 2, < 1000 => 3, < 10_000 => 4, < 100_000 => 5, < 1_000_000 => 6, _ => 10 };

    private static int CopyValue(in StompHeader header, Span<byte> destination)
    {
        if (header.IsPlain)
        {
            header.RawValue.CopyTo(destination);
            return header.RawValue.Length;
        }

        return HeaderEscaping.Encode(DecodeValue(header), destination, StompVersion.V12);
    }

    private static int CopyName(in StompHeader header, Span<byte> destination)
    {
        if (header.IsPlain)
        {
            header.RawName.CopyTo(destination);
            return header.RawName.Length;
        }

        var decoded = new byte[header.RawName.Length];
        int length = header.DecodeName(decoded);
        return HeaderEscaping.EncodeName(decoded.AsSpan(0, length), destination, StompVersion.V12);
    }

    private static byte[] DecodeValue(in StompHeader header)
    {
        var decoded = new byte[header.RawValue.Length];
        int length = header.DecodeValue(decoded);
        return length == decoded.Length ? decoded : decoded[..length];
    }

    private static bool Append(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Span<byte> span = buffer.GetSpan((name.Length + value.Length) * 2 + 2);
        int at = HeaderEscaping.EncodeName(name, span, StompVersion.V12);
        span[at++] = (byte)':';
        at += HeaderEscaping.Encode(value, span[at..], StompVersion.V12);
        span[at++] = Lf;
        buffer.Advance(at);
        return at == name.Length + value.Length + 2;
    }
}
