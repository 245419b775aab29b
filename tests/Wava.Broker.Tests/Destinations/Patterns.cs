using FsCheck;
using FsCheck.Fluent;
using Wava.Broker.Destinations;

namespace Wava.Broker.Tests.Destinations;

/// <summary>Random names and patterns from a small alphabet, so that they meet, and a match defined as plainly as can be.</summary>
internal static class Patterns
{
    public static readonly char[] Separators = ['/', '.'];

    private static readonly Gen<string> Separator = Gen.Elements("/", "/", "/", ".");

    public static Gen<string> Name { get; } = Join(Gen.Elements("a", "b", "c", "ab", "abb", "ba"));

    public static Gen<string> Text { get; } = Join(Gen.Elements("a", "b", "c", "ab", "*", "a*", "*b", "a*b", "**", "**"));

    public static DestinationPattern Parse(string text, char separator = '/')
    {
        Assert.True(DestinationPattern.TryParse(text, separator, out DestinationPattern? pattern, out string? error), error);
        return pattern;
    }

    public static bool NaiveMatch(string pattern, string name, char separator)
    {
        List<string> expected = Split(pattern, separator), given = Split(name, separator);
        return From(0, 0, begun: false);

        bool From(int p, int n, bool begun)
        {
            if (p == expected.Count) return n == given.Count;
            if (expected[p].TrimStart('/', '.') == "**")
            {
                string mark = expected[p][..^2];
                bool goesOn = n < given.Count && (begun || mark == "" || given[n].StartsWith(mark, StringComparison.Ordinal));
                return From(p + 1, n, false) || (goesOn && From(p, n + 1, true));
            }

            return n < given.Count && Segment(expected[p], given[n]) && From(p + 1, n + 1, false);
        }

        bool IsSeparator(char c) => c == '/' || c == separator;

        bool Segment(string p, string s)
        {
            bool marked = IsSeparator(s[0]);
            if (IsSeparator(p[0]) != marked) return false;
            if (marked) return p[0] == s[0] && Glob(p[1..], s[1..]);
            return Glob(p, s);
        }
    }

    private static bool Glob(string p, string s)
    {
        if (p.Length == 0) return s.Length == 0;
        if (p[0] == '*') return Glob(p[1..], s) || (s.Length > 0 && Glob(p, s[1..]));
        return s.Length > 0 && p[0] == s[0] && Glob(p[1..], s[1..]);
    }

    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        foreach (char c in text)
        {
            if (parts.Count == 0 || c == '/' || c == separator) parts.Add("");
            parts[^1] += c;
        }

        return parts;
    }

    private static Gen<string> Join(Gen<string> segment) =>
        from rooted in Gen.Elements(true, true, true, false)
        from count in Gen.Choose(1, 6)
        from segments in segment.ListOf(count)
        from separators in Separator.ListOf(count)
        select (rooted ? "/" : "") + string.Concat(segments.Zip(separators, (segment, separator) => separator + segment))[1..];
}
