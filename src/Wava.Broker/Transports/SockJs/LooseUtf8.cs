using System.Text;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Reads UTF-8 in which surrogates may stand alone, each in three octets: a string can hold them, and whoever wrote one wants it back.</summary>
internal static class LooseUtf8
{
    public static string GetString(ReadOnlySpan<byte> octets)
    {
        if (System.Text.Unicode.Utf8.IsValid(octets)) return Encoding.UTF8.GetString(octets);
        var text = new StringBuilder(octets.Length);
        int plain = 0;
        for (int at = 0; at < octets.Length; at++)
        {
            if (octets[at] != 0xED || at + 2 >= octets.Length || octets[at + 1] < 0xA0) continue;
            text.Append(Encoding.UTF8.GetString(octets[plain..at]));
            text.Append((char)(0xD000 | ((octets[at + 1] & 0x3F) << 6) | (octets[at + 2] & 0x3F)));
            at += 2;
            plain = at + 1;
        }

        return text.Append(Encoding.UTF8.GetString(octets[plain..])).ToString();
    }
}
