using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Wava.Broker.Destinations;

namespace Wava.Broker.Security;

/// <summary>A rule's pattern: a destination pattern in which some segments have a name.</summary>
/// <remarks>
/// A variable is found by counting segments from the beginning, or, when a <c>**</c> stands before it, from the end. Between two <c>**</c> it could
/// be any of several segments; such a pattern is refused.
/// </remarks>
internal sealed class RulePattern
{
    private readonly (string Name, Index At)[] _variables;

    private RulePattern(DestinationPattern destinations, (string Name, Index At)[] variables) => (Destinations, _variables) = (destinations, variables);

    /// <summary>The destinations it stands for.</summary>
    public DestinationPattern Destinations { get; }

    /// <summary>Reads a pattern; on failure <paramref name="error"/> says in a sentence what is wrong with it.</summary>
    public static bool TryParse(string text, char separator, [NotNullWhen(true)] out RulePattern? pattern, [NotNullWhen(false)] out string? error)
    {
        pattern = null;
        string[] segments = Split(text, separator);
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < segments.Length; i++)
        {
            int at = segments[i].AsSpan().IndexOfAny('{', '}');
            if (at < 0) continue;
            int mark = IsSeparator(segments[i][0], separator) ? 1 : 0;
            if (at != mark || ReadName(segments[i].AsSpan(mark)) is not { } name)
            {
                error = $"'{segments[i][mark..]}' is no variable: write {{name}}, with letters, digits and '_', as a segment of its own.";
                return false;
            }

            if (!names.TryAdd(name, i))
            {
                error = $"The variable {{{name}}} stands there twice.";
                return false;
            }

            segments[i] = $"{segments[i][..mark]}*";
        }

        if (!DestinationPattern.TryParse(string.Concat(segments), separator, out DestinationPattern? destinations, out error)) return false;
        int firstDeep = Array.FindIndex(destinations.Segments, each => each.Kind == SegmentKind.Deep);
        int lastDeep = Array.FindLastIndex(destinations.Segments, each => each.Kind == SegmentKind.Deep);
        foreach ((string name, int i) in names)
        {
            if (firstDeep >= i || lastDeep <= i) continue;
            error = $"The variable {{{name}}} stands between two '**', and could be any of several segments.";
            return false;
        }

        pattern = new RulePattern(
            destinations,
            [.. names.Select(each => (each.Key, firstDeep >= 0 && firstDeep < each.Value ? ^(segments.Length - each.Value) : (Index)each.Value))]);
        return true;
    }

    /// <summary>
    /// What the variables stand for in a destination that the pattern matches. Null when a subscription's pattern leaves one of them open.
    /// </summary>
    /// <param name="destination">The destination.</param>
    /// <param name="isPattern">Whether it is a subscription's pattern.</param>
    public IReadOnlyDictionary<string, string>? Read(ReadOnlySpan<byte> destination, bool isPattern)
    {
        if (_variables.Length == 0) return ImmutableDictionary<string, string>.Empty;
        var segments = new List<string>();
        var reader = new SegmentReader(destination, Destinations.Dotted);
        while (reader.TryRead(out ReadOnlySpan<byte> segment))
            segments.Add(Encoding.UTF8.GetString(SegmentReader.IsSeparator(segment[0], Destinations.Dotted) ? segment[1..] : segment));
        var variables = new Dictionary<string, string>(_variables.Length, StringComparer.Ordinal);
        foreach ((string name, Index at) in _variables)
        {
            if (at.Value >= segments.Count + (at.IsFromEnd ? 1 : 0)) return null;
            int i = at.GetOffset(segments.Count);
            if (isPattern && !IsFixed(segments, i, at.IsFromEnd)) return null;
            variables.Add(name, segments[i]);
        }

        return variables;
    }

    // A '**' before the segment moves it; a '*' in it leaves it open.
    private static bool IsFixed(List<string> segments, int at, bool fromEnd)
    {
        if (segments[at].Contains('*', StringComparison.Ordinal)) return false;
        int first = fromEnd ? at + 1 : 0, end = fromEnd ? segments.Count : at;
        for (int i = first; i < end; i++)
        {
            if (segments[i] == "**") return false;
        }

        return true;
    }

    private static string? ReadName(ReadOnlySpan<char> segment)
    {
        if (segment.Length < 3 || segment[^1] != '}') return null;
        ReadOnlySpan<char> name = segment[1..^1];
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c) && c != '_') return null;
        }

        return name.ToString();
    }

    /// <summary>The segments, each with the separator in front of it.</summary>
    private static string[] Split(string text, char separator)
    {
        var segments = new List<string>();
        int start = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && !IsSeparator(text[i], separator)) continue;
            if (i > start) segments.Add(text[start..i]);
            start = i;
        }

        return [.. segments];
    }

    private static bool IsSeparator(char c, char separator) => c == '/' || c == separator;
}
