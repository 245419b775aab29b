using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Wava.Broker.Destinations;

/// <summary>The rules that user names keep to: which strings are names, which of them are the same, and how a destination spells them.</summary>
/// <remarks>
/// Two strings are one name when they are equal letter by letter in Unicode's normalisation form C: <c>é</c> may be typed as one character or as
/// two. Case, width and look-alikes make different names. In a destination a name is percent-encoded as a part of a URL is (in browsers by
/// <c>encodeURIComponent</c>), and decoded exactly once; so every name has a spelling, and no spelling stands for two names.
/// </remarks>
internal static class UserName
{
    /// <summary>What looks the same in every form: names of these alone, as most are, need no second look.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    /// <summary>The one form in which equal names are equal strings. False when it cannot be a name: empty, a control character, half a surrogate pair.</summary>
    public static bool TryNormalize(string? text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (string.IsNullOrEmpty(text)) return false;
        name = text;
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return true;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            // U+FFFE is no character at all, and normalisation would stumble over it.
            if (Rune.DecodeFromUtf16(rest, out Rune rune, out int length) != OperationStatus.Done || Rune.IsControl(rune) || rune.Value == 0xFFFE) return false;
            rest = rest[length..];
        }

        name = text.Normalize(NormalizationForm.FormC);
        return true;
    }

    /// <summary>Reads a name out of a destination; on failure <paramref name="problem"/> says in a sentence what is wrong with it.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> spelling, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? problem)
    {
        name = null;
        ReadOnlySpan<byte> octets = spelling;
        problem = "In a user's name '%' begins an octet written as two hexadecimal digits: %2F for '/', %25 for '%' itself.";
        if (spelling.Contains((byte)'%') && !TryUnescape(spelling, out octets)) return false;
        // Both of them: half a character as it is and half of it escaped is no spelling of anything.
        problem = "A user's name is UTF-8, also where it is percent-encoded.";
        if (!Utf8.IsValid(spelling) || !Utf8.IsValid(octets)) return false;
        problem = "A user's name has no control characters.";
        return TryNormalize(Encoding.UTF8.GetString(octets), out name);
    }

    private static bool TryUnescape(ReadOnlySpan<byte> spelling, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        var result = new byte[spelling.Length];
        int length = 0;
        while (!spelling.IsEmpty)
        {
            if (spelling[0] != '%')
            {
                result[length++] = spelling[0];
                spelling = spelling[1..];
                continue;
            }

            if (spelling.Length < 3 || !Utf8Parser.TryParse(spelling.Slice(1, 2), out byte value, out int used, 'x') || used != 2) return false;
            result[length++] = value;
            spelling = spelling[3..];
        }

        octets = result.AsSpan(0, length);
        return true;
    }
}
