using System.Buffers;
using System.Text;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Writes text as JSON strings the way SockJS wants them.</summary>
/// <remarks>
/// Besides what JSON asks for, everything is escaped that browsers are known to mangle on the way in: U+200C to U+200F, U+2028 to U+202F, U+2060 to
/// U+206F, U+FFF0 to U+FFFF, and all surrogates. What needs no escape is found many octets at a time and copied as it is.
/// </remarks>
internal static class JsonText
{
    private const int LongestEscape = 12;
    private static readonly SearchValues<byte> Octets = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(each => (byte)each), (byte)'"', (byte)'\\', .. Enumerable.Range(0x80, 0x80).Select(each => (byte)each)]);
    private static readonly SearchValues<char> Units = SearchValues.Create([.. Enumerable.Range(0, 0x10000).Select(each => (char)each).Where(MustEscape)]);

    /// <summary>Appends UTF-8 without quotes around it. An octet that is no UTF-8 becomes a question mark: one octet as before, so that a length told beforehand stays true.</summary>
    public static void Append(ref OctetBuffer to, ReadOnlySpan<byte> text)
    {
        // Room for a few escapes is asked for at once; text that needs more comes back for it.
        while (!text.IsEmpty) to.Advance(Escape(ref text, to.Reserve(text.Length + (text.Length / 8) + (4 * LongestEscape))));
    }

    /// <summary>Escapes as much of the text as there is room for, and takes it off.</summary>
    private static int Escape(ref ReadOnlySpan<byte> text, Span<byte> room)
    {
        int at = 0;
        while (true)
        {
            int plain = text.IndexOfAny(Octets);
            if (plain < 0) plain = text.Length;
            plain = Math.Min(plain, room.Length - at);
            text[..plain].CopyTo(room[at..]);
            at += plain;
            text = text[plain..];
            if (text.IsEmpty || room.Length - at < LongestEscape) return at;
            byte octet = text[0];
            if (octet >= 0x80)
            {
                at += EscapeRune(ref text, room[at..]);
                continue;
            }

            byte letter = Letter(octet);
            if (letter == 0)
            {
                at += Unit(room[at..], (char)octet);
            }
            else
            {
                room[at] = (byte)'\\';
                room[at + 1] = letter;
                at += 2;
            }

            text = text[1..];
        }
    }

    private static int EscapeRune(ref ReadOnlySpan<byte> text, Span<byte> room)
    {
        bool valid = Rune.DecodeFromUtf8(text, out Rune rune, out int length) == OperationStatus.Done;
        ReadOnlySpan<byte> octets = text[..(valid ? length : 1)];
        text = text[octets.Length..];
        if (!valid)
        {
            room[0] = (byte)'?';
            return 1;
        }

        if (!rune.IsBmp)
        {
            int code = rune.Value - 0x10000;
            return Unit(room, (char)(0xD800 | (code >> 10))) + Unit(room[6..], (char)(0xDC00 | (code & 0x3FF)));
        }

        if (MustEscape((char)rune.Value)) return Unit(room, (char)rune.Value);
        octets.CopyTo(room);
        return length;
    }

    /// <summary>Appends a string with quotes around it; a lone surrogate stays what it is.</summary>
    public static void AppendQuoted(ref OctetBuffer to, ReadOnlySpan<char> text)
    {
        to.Append((byte)'"');
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny(Units);
            if (plain != 0)
            {
                if (plain < 0) plain = text.Length;
                // In pieces: the room asked for is that of the longest encoding.
                plain = Math.Min(plain, 16 * 1024);
                to.Advance(Encoding.UTF8.GetBytes(text[..plain], to.Reserve(plain * 3)));
                text = text[plain..];
                continue;
            }

            AppendUnit(ref to, text[0]);
            text = text[1..];
        }

        to.Append((byte)'"');
    }

    private static bool MustEscape(char unit) => unit is < '\u0020' or '"' or '\\'
        or (>= '\u200C' and <= '\u200F') or (>= '\u2028' and <= '\u202F') or (>= '\u2060' and <= '\u206F') or >= '\uFFF0'
        or (>= '\uD800' and <= '\uDFFF');

    private static void AppendUnit(ref OctetBuffer to, char unit)
    {
        Span<byte> room = to.Reserve(LongestEscape);
        byte letter = unit < 0x80 ? Letter((byte)unit) : (byte)0;
        if (letter == 0)
        {
            to.Advance(Unit(room, unit));
            return;
        }

        room[0] = (byte)'\\';
        room[1] = letter;
        to.Advance(2);
    }

    /// <summary>The letter of the short escape, 0 when there is none.</summary>
    private static byte Letter(byte octet) => octet switch
    {
        (byte)'\n' => (byte)'n',
        (byte)'"' or (byte)'\\' => octet,
        (byte)'\r' => (byte)'r',
        (byte)'\t' => (byte)'t',
        (byte)'\b' => (byte)'b',
        (byte)'\f' => (byte)'f',
        _ => 0,
    };

    private static int Unit(Span<byte> room, char unit)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        room[0] = (byte)'\\';
        room[1] = (byte)'u';
        room[2] = digits[unit >> 12];
        room[3] = digits[(unit >> 8) & 15];
        room[4] = digits[(unit >> 4) & 15];
        room[5] = digits[unit & 15];
        return 6;
    }
}
