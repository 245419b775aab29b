using System.Buffers;

namespace Wava.Broker.Frames;

/// <summary>
/// Turns header text into what each version puts on the wire, and back. 1.2 escapes backslash, colon, LF and CR; 1.1 the first three;
/// 1.0, and CONNECT, STOMP and CONNECTED of every version, escape nothing (pass <see cref="StompVersion.V10"/> for those).
/// </summary>
/// <remarks>
/// What a dialect cannot write without risk of adding a line to the frame (CR and LF in 1.0, CR in 1.1, NUL everywhere) becomes a blank:
/// text of one peer must never turn into a header of its own at another.
/// </remarks>
public static class HeaderEscaping
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\:\r\n\0"u8);
    private static readonly SearchValues<byte> SpecialIn11 = SearchValues.Create("\\:\n"u8);
    private static readonly SearchValues<byte> LineBreaking = SearchValues.Create("\r\n\0"u8);

    /// <summary>The octets that a header without any of them writes and reads the same way in every version.</summary>
    internal static bool IsPlain(ReadOnlySpan<byte> octets) => !octets.ContainsAny(Special);

    /// <summary>
    /// Writes the decoded octets, never more than there were encoded ones, and returns their number.
    /// The input has been checked (see <see cref="FindUndefinedEscape"/>); an undefined escape is kept as it stands.
    /// </summary>
    public static int Decode(ReadOnlySpan<byte> encoded, Span<byte> destination, StompVersion version)
    {
        int written = 0;
        if (version != StompVersion.V10)
        {
            int escape;
            while ((escape = encoded.IndexOf((byte)'\\')) >= 0 && escape + 1 < encoded.Length)
            {
                encoded[..escape].CopyTo(destination[written..]);
                written += escape;
                byte decoded = Unescape(encoded[escape + 1], version);
                if (decoded == 0)
                {
                    destination[written++] = (byte)'\\';
                    decoded = encoded[escape + 1];
                }

                destination[written++] = decoded;
                encoded = encoded[(escape + 2)..];
            }
        }

        encoded.CopyTo(destination[written..]);
        return written + encoded.Length;
    }

    /// <summary>Where the first backslash stands that begins no escape of that version; -1 if there is none.</summary>
    public static int FindUndefinedEscape(ReadOnlySpan<byte> encoded, StompVersion version)
    {
        if (version == StompVersion.V10) return -1;
        int position = 0;
        int escape;
        while ((escape = encoded[position..].IndexOf((byte)'\\')) >= 0)
        {
            position += escape;
            if (position + 1 == encoded.Length || Unescape(encoded[position + 1], version) == 0) return position;
            position += 2;
        }

        return -1;
    }

    /// <summary>How many octets <see cref="Encode"/> will write.</summary>
    public static int EncodedLength(ReadOnlySpan<byte> decoded, StompVersion version)
    {
        SearchValues<byte>? doubled = version switch
        {
            StompVersion.V10 => null,
            StompVersion.V11 => SpecialIn11,
            _ => Special,
        };
        int length = decoded.Length;
        if (doubled is null) return length;
        int next;
        while ((next = decoded.IndexOfAny(doubled)) >= 0)
        {
            if (decoded[next] != 0) length++;
            decoded = decoded[(next + 1)..];
        }

        return length;
    }

    /// <summary>Writes a header value as that version has it and returns the number of octets.</summary>
    public static int Encode(ReadOnlySpan<byte> decoded, Span<byte> destination, StompVersion version) =>
        Write(decoded, destination, version, version == StompVersion.V10 ? LineBreaking : Special, (byte)' ');

    /// <summary>
    /// Writes a header name as that version has it and returns the number of octets, as many as <see cref="EncodedLength"/> says.
    /// In 1.0 a colon would end the name and begin the value; it becomes an underscore, and so does what cannot be written at all.
    /// </summary>
    public static int EncodeName(ReadOnlySpan<byte> decoded, Span<byte> destination, StompVersion version) =>
        Write(decoded, destination, version, Special, (byte)'_');

    /// <summary>Whether that version writes the octets differently from what they are.</summary>
    public static bool NeedsEncoding(ReadOnlySpan<byte> decoded, StompVersion version) =>
        decoded.ContainsAny(version == StompVersion.V10 ? LineBreaking : Special);

    /// <summary>Whether encoded octets stand for the given ones.</summary>
    internal static bool DecodedEquals(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> decoded, StompVersion version)
    {
        if (version == StompVersion.V10) return encoded.SequenceEqual(decoded);
        int escape;
        while ((escape = encoded.IndexOf((byte)'\\')) >= 0 && escape + 1 < encoded.Length)
        {
            byte octet = Unescape(encoded[escape + 1], version);
            if (octet == 0 || escape >= decoded.Length || decoded[escape] != octet || !decoded.StartsWith(encoded[..escape])) return false;
            decoded = decoded[(escape + 1)..];
            encoded = encoded[(escape + 2)..];
        }

        return encoded.SequenceEqual(decoded);
    }

    private static int Write(
        ReadOnlySpan<byte> decoded, Span<byte> destination, StompVersion version, SearchValues<byte> special, byte substitute)
    {
        int written = 0;
        int next;
        while ((next = decoded.IndexOfAny(special)) >= 0)
        {
            decoded[..next].CopyTo(destination[written..]);
            written += next;
            byte letter = Escape(decoded[next], version);
            if (letter != 0)
            {
                destination[written++] = (byte)'\\';
                destination[written++] = letter;
            }
            else
            {
                // Only a 1.0 name gets here with a backslash, which is an ordinary octet there.
                destination[written++] = decoded[next] == '\\' ? (byte)'\\' : substitute;
            }

            decoded = decoded[(next + 1)..];
        }

        decoded.CopyTo(destination[written..]);
        return written + decoded.Length;
    }

    private static byte Escape(byte octet, StompVersion version) => (octet, version) switch
    {
        (_, StompVersion.V10) => 0,
        ((byte)'\\', _) => (byte)'\\',
        ((byte)':', _) => (byte)'c',
        ((byte)'\n', _) => (byte)'n',
        ((byte)'\r', StompVersion.V12) => (byte)'r',
        _ => 0,
    };

    private static byte Unescape(byte letter, StompVersion version) => letter switch
    {
        (byte)'\\' => (byte)'\\',
        (byte)'c' => (byte)':',
        (byte)'n' => (byte)'\n',
        (byte)'r' when version == StompVersion.V12 => (byte)'\r',
        _ => 0,
    };
}
