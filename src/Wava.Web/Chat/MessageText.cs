using System.Globalization;
using System.Text;

namespace Wava.Web.Chat;

/// <summary>What a message and a reaction can say.</summary>
internal static class MessageText
{
    private const int LongestEmoji = 16;

    // Letters that look like nothing at all.
    private const string Blank = "\u115F\u1160\u2800\u3164\uFFA0\uFFFC";
    private const int Joiner = 0x200D;

    /// <summary>A text as it is kept: composed, with line feeds only, without control characters and broken surrogates.</summary>
    /// <returns>Null when nothing that can be seen remains, or too much.</returns>
    public static string? Clean(string? text, int longest)
    {
        if (text is null || text.Length > 2 * longest) return null;
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text.Length <= longest && !string.IsNullOrWhiteSpace(text) ? text : null;
        Span<char> units = stackalloc char[2];
        var clean = new StringBuilder(text.Length);
        foreach (Rune each in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            // EnumerateRunes puts U+FFFD where a surrogate stands alone.
            if (Rune.IsControl(each) && each.Value is not ('\n' or '\t')) continue;
            clean.Append(units[..each.EncodeToUtf16(units)]);
        }

        string result = clean.ToString().Normalize(NormalizationForm.FormC);
        return result.Length <= longest && result.EnumerateRunes().Any(IsSeen) ? result : null;
    }

    /// <summary>Whether a client's own name of a message can be kept.</summary>
    public static bool IsClientId(string? id) => id is { Length: >= 8 and <= 64 } && id.All(each => each is > ' ' and < '\u007F');

    /// <summary>Whether a text is a sign and not a word: nothing in it is a letter, a space or a control character.</summary>
    public static bool IsEmoji(string? emoji) => emoji is { Length: >= 1 and <= LongestEmoji } && emoji.EnumerateRunes().All(IsPartOfEmoji) && emoji.EnumerateRunes().Any(IsSeen);

    /// <summary>Whether something shows on the screen. What writes from right to left, joins or varies others is kept, but does not make a text by itself.</summary>
    private static bool IsSeen(Rune rune) =>
        !(rune.IsBmp && Blank.Contains((char)rune.Value))
        && !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);

    private static bool IsPartOfEmoji(Rune rune)
    {
        if (rune == Rune.ReplacementChar || Rune.IsLetter(rune) || Rune.IsWhiteSpace(rune)) return false;
        return Rune.GetUnicodeCategory(rune) switch
        {
            // Of what is invisible only that of which families and flags are made.
            UnicodeCategory.Format => rune.Value is Joiner or (>= 0xE0020 and <= 0xE007F),
            UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            _ => true,
        };
    }
}
