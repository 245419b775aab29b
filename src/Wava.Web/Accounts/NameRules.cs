using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Wava.Web.Accounts;

/// <summary>Which names people can have.</summary>
internal static class NameRules
{
    public const string DisplayNameProblem = "A name has 1 to 64 visible characters.";
    private const int LongestDisplayName = 64;

    // More than any script stacks on a letter; what is above paints over other people's lines.
    private const int MostMarks = 4;

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "abuse", "admin", "administrator", "all", "anonymous", "api", "bot", "channel", "everyone", "guest", "help", "here", "hostmaster", "info", "moderator", "nobody", "null", "official", "owner",
        "postmaster", "root", "security", "server", "service", "staff", "support", "sysadmin", "system", "undefined", "wava", "webmaster",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Letters and symbols that look like nothing at all: a name of them would be invisible.
    private static readonly FrozenSet<int> Blank = new[] { 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0, 0xFFFC }.ToFrozenSet();

    /// <summary>What is wrong with the name that somebody wants to sign in with, or null.</summary>
    public static string? ProblemWithUserName(string? name)
    {
        if (!IsWellFormedUserName(name)) return "A user name has 3 to 32 letters (a to z), digits, dots, underscores and hyphens.";
        if (!char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1])) return "A user name begins and ends with a letter or a digit.";
        return Reserved.Contains(Key(name)) ? "This name is reserved." : null;
    }

    /// <summary>Whether somebody could have this user name. Whatever could not be one is not looked up.</summary>
    public static bool IsWellFormedUserName([NotNullWhen(true)] string? name) =>
        name is { Length: >= 3 and <= 32 } && name.All(each => char.IsAsciiLetterOrDigit(each) || each is '.' or '_' or '-');

    /// <summary>The form by which a user name is found: the same for all its spellings. (Other alphabets' look-alikes are no user names at all.)</summary>
    public static string Key(string name) => name.ToLowerInvariant();

    /// <summary>A name as it is shown: without what is invisible, breaks lines or turns the direction of writing.</summary>
    /// <returns>Null when nothing remains, or too much.</returns>
    public static string? CleanDisplayName(string? name)
    {
        if (name is null || name.Length > 4 * LongestDisplayName) return null;
        var clean = new StringBuilder(name.Length);
        int marks = 0;
        // In parts, so that a mark counts whether or not there is a letter that has it already.
        foreach (Rune each in name.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(each))
            {
                if (clean.Length > 0 && clean[^1] != ' ') clean.Append(' ');
                continue;
            }

            if (each == Rune.ReplacementChar || Blank.Contains(each.Value)) continue;
            switch (Rune.GetUnicodeCategory(each))
            {
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                    continue;
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark:
                    if (clean.Length == 0 || ++marks > MostMarks) continue;
                    break;
                default:
                    marks = 0;
                    break;
            }

            clean.Append(each.ToString());
        }

        string result = clean.ToString().Normalize(NormalizationForm.FormC).Trim();
        return result.Length is 0 or > LongestDisplayName ? null : result;
    }
}
