namespace Wava.Broker.Transports.SockJs;

/// <summary>Finds the one field that SockJS sends in a form.</summary>
internal static class FormField
{
    /// <summary>Decodes the value of <c>d</c>. False: there is no such field.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> form, ref OctetBuffer value)
    {
        while (!form.IsEmpty)
        {
            int end = form.IndexOf((byte)'&');
            ReadOnlySpan<byte> field = end < 0 ? form : form[..end];
            form = end < 0 ? default : form[(end + 1)..];
            if (!field.StartsWith("d="u8)) continue;
            Decode(field[2..], ref value);
            return true;
        }

        return false;
    }

    private static void Decode(ReadOnlySpan<byte> text, ref OctetBuffer value)
    {
        while (!text.IsEmpty)
        {
            int special = text.IndexOfAny((byte)'%', (byte)'+');
            if (special < 0) break;
            value.Append(text[..special]);
            if (text[special] == '+')
            {
                value.Append((byte)' ');
                text = text[(special + 1)..];
            }
            else if (text.Length > special + 2 && Digit(text[special + 1]) is >= 0 and int high && Digit(text[special + 2]) is >= 0 and int low)
            {
                value.Append((byte)((high << 4) | low));
                text = text[(special + 3)..];
            }
            else
            {
                // No escape after all.
                value.Append((byte)'%');
                text = text[(special + 1)..];
            }
        }

        value.Append(text);
    }

    private static int Digit(byte octet) => char.IsAsciiHexDigit((char)octet) ? (octet <= '9' ? octet - '0' : (octet & 0xDF) - 'A' + 10) : -1;
}
