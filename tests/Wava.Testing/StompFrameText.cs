using System.Text;

namespace Wava.Testing;

/// <summary>The rules of header text: what each version of STOMP escapes, and a frame's octets put together by them.</summary>
public static class StompFrameText
{
    /// <summary>The octet that ends a frame, to be written into raw text.</summary>
    public const string Nul = "\0";

    /// <summary>A frame's octets, with names and values escaped for the version; nothing is added and nothing is checked.</summary>
    /// <param name="command">The command; CONNECT, STOMP and CONNECTED are never escaped.</param>
    /// <param name="headers">The headers in the order in which they shall stand.</param>
    /// <param name="body">The body.</param>
    /// <param name="version">1.0 (nothing is escaped), 1.1 or 1.2; before a version is agreed on, the rules of 1.2 hold.</param>
    public static byte[] Encode(
        string command, IEnumerable<(string Name, string Value)> headers, ReadOnlySpan<byte> body, string? version = "1.2")
    {
        ArgumentNullException.ThrowIfNull(headers);
        var rules = IsEscaped(command) ? version : "1.0";
        var head = new StringBuilder(command).Append('\n');
        foreach (var (name, value) in headers)
            head.Append(Escape(name, rules)).Append(':').Append(Escape(value, rules)).Append('\n');
        return [.. Encoding.UTF8.GetBytes(head.Append('\n').ToString()), .. body, 0];
    }

    /// <summary>A header's name or value as it has to stand on the wire.</summary>
    public static string Escape(string text, string? version = "1.2")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (version == "1.0") return text;
        var escaped = text
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace(":", "\\c", StringComparison.Ordinal);
        return version == "1.1" ? escaped : escaped.Replace("\r", "\\r", StringComparison.Ordinal);
    }

    /// <summary>A header's name or value as it was meant; null when it holds an escape that the version does not know.</summary>
    public static string? Unescape(string text, string? version = "1.2")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (version == "1.0" || !text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            switch (++i < text.Length ? text[i] : '\0')
            {
                case '\\': plain.Append('\\'); break;
                case 'n': plain.Append('\n'); break;
                case 'c': plain.Append(':'); break;
                case 'r' when version != "1.1": plain.Append('\r'); break;
                default: return null;
            }
        }

        return plain.ToString();
    }

    internal static bool IsEscaped(string command) => command is not ("CONNECT" or "STOMP" or "CONNECTED");
}
