using System.Globalization;
using System.Text;

namespace Wava.Web.Rooms;

/// <summary>What a room can be called.</summary>
internal static class RoomTitle
{
    public const int Longest = 100;

    // Letters that look like nothing at all.
    private const string Blank = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0\uFFFC\uFFFD";

    /// <summary>A title as it is shown: composed, without what is invisible, breaks lines or turns the direction of writing.</summary>
    /// <returns>Null when nothing remains, or too much.</returns>
    public static string? Clean(string? title)
    {
        if (title is null || title.Length > 10 * Longest) return null;
        var clean = new StringBuilder(title.Length);
        int length = 0;
        foreach (Rune each in Compose(title).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(each))
            {
                if (clean.Length == 0 || clean[^1] == ' ') continue;
                clean.Append(' ');
            }
            else if (IsShown(each))
            {
                clean.Append(each.ToString());
            }
            else
            {
                continue;
            }

            length++;
        }

        if (clean.Length > 0 && clean[^1] == ' ') length--;
        return length is 0 or > Longest ? null : clean.ToString().TrimEnd();
    }

    private static bool IsShown(Rune rune) =>
        !(rune.IsBmp && Blank.Contains((char)rune.Value))
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    /// <summary>Broken surrogates cannot be composed; they are taken out afterwards.</summary>
    private static string Compose(string title)
    {
        try
        {
            return title.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return title;
        }
    }
}
