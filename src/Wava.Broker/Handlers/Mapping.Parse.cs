using System.Diagnostics.CodeAnalysis;
using System.Text;
using Wava.Broker.Destinations;

namespace Wava.Broker.Handlers;

internal sealed partial class Mapping
{
    private const int MaxSegments = 63;

    /// <summary>Reads a mapping; on failure <paramref name="problem"/> says in a sentence what is wrong with it.</summary>
    /// <param name="text">The mapping, without the application prefix.</param>
    /// <param name="separator">'/', or '.' where both separate.</param>
    /// <param name="mapping">The mapping read.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryParse(
        string text, char separator, [NotNullWhen(true)] out Mapping? mapping, [NotNullWhen(false)] out string? problem)
    {
        mapping = null;
        bool dotted = separator == '.';
        if (text.Length == 0)
        {
            problem = "It is empty.";
            return false;
        }

        text = "/" + (IsSeparator(text[0], dotted) ? text[1..] : text);
        if (text == "/")
        {
            // What is sent to the application prefix itself.
            (mapping, problem) = (new Mapping(text, [], dotted), null);
            return true;
        }

        problem = CheckBraces(text, out string sample) ?? DestinationName.Validate(Encoding.UTF8.GetBytes(sample), int.MaxValue, separator);
        if (problem is not null) return false;
        var segments = new List<MappingSegment>();
        for (int start = 0; start < text.Length;)
        {
            int end = EndOfSegment(text, start + 1, dotted);
            if (!MappingSegment.TryParse(text[(start + 1)..end], text[start], out MappingSegment? segment, out problem)) return false;
            segments.Add(segment);
            start = end;
        }

        problem = Check(segments, dotted);
        if (problem is not null) return false;
        mapping = new Mapping(text, [.. segments], dotted);
        return true;
    }

    /// <summary>Puts what a class or a group says before what its handler says.</summary>
    public static string Combine(string prefix, string own, char separator)
    {
        bool dotted = separator == '.';
        bool ends = prefix.Length > 0 && IsSeparator(prefix[^1], dotted), begins = own.Length > 0 && IsSeparator(own[0], dotted);
        if (prefix.Length == 0) return own;
        if (own.Length == 0 || (begins && own.Length == 1)) return ends && prefix.Length > 1 ? prefix[..^1] : prefix;
        return ends && begins ? prefix[..^1] + own : ends || begins ? prefix + own : prefix + separator + own;
    }

    public static bool IsVariableName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '-')) return false;
        }

        return !name.IsEmpty;
    }

    /// <summary>Where the brace is that closes this one, or -1. A regular expression may have braces of its own; what follows a backslash is none.</summary>
    public static int EndOfBraces(ReadOnlySpan<char> text, int start)
    {
        int depth = 0;
        for (int at = start; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\': at++; break;
                case '{': depth++; break;
                case '}' when --depth == 0: return at;
            }
        }

        return -1;
    }

    private static bool IsSeparator(char c, bool dotted) => c == '/' || (dotted && c == '.');

    /// <summary>Replaces all in braces by letters, so that the rest can be looked at as a destination.</summary>
    private static string? CheckBraces(string text, out string sample)
    {
        char[] letters = text.ToCharArray();
        sample = "";
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '}') return "It has a closing brace without an opening one.";
            if (text[at] != '{') continue;
            int end = EndOfBraces(text, at);
            if (end < 0) return "It has an opening brace without a closing one; a brace that a regular expression looks for is written '\\{'.";
            letters.AsSpan(at..(end + 1)).Fill('x');
            at = end;
        }

        sample = new string(letters);
        return null;
    }

    private static int EndOfSegment(string text, int start, bool dotted)
    {
        for (int at = start; at < text.Length; at++)
        {
            if (IsSeparator(text[at], dotted)) return at;
            if (text[at] == '{') at = EndOfBraces(text, at);
        }

        return text.Length;
    }

    private static string? Check(List<MappingSegment> segments, bool dotted)
    {
        if (segments.Count > MaxSegments) return $"It has {segments.Count} segments; at most {MaxSegments} are allowed.";
        foreach (IGrouping<string, string> name in segments.SelectMany(segment => segment.Variables).GroupBy(name => name, StringComparer.OrdinalIgnoreCase))
        {
            if (name.Count() > 1) return $"It has two variables called '{name.Key}'.";
        }

        for (int i = 1; i < segments.Count; i++)
        {
            if (segments[i].Kind == MappingSegmentKind.Deep && segments[i - 1].Kind == MappingSegmentKind.Deep)
                return "It has two '**' that follow each other; one says the same.";
        }

        // With two, and two separators, it would take more than one place to return to (see Walk).
        return dotted && segments.Count(segment => segment.Kind == MappingSegmentKind.Deep) > 1 ? "It has more than one '**', which works only where '/' alone separates." : null;
    }
}
