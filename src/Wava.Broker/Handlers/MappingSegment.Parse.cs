using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Wava.Broker.Handlers;

internal sealed partial class MappingSegment
{
    // Time that grows with the length of the text and nothing else: the text comes from strangers.
    private const RegexOptions ExpressionOptions = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    // Words that routes of web addresses know behind the colon. As regular expressions they would match nothing but themselves.
    private static readonly string[] RouteConstraints =
        ["int", "bool", "datetime", "decimal", "double", "float", "guid", "long", "alpha", "required", "file", "nonfile"];

    /// <summary>Reads a segment; on failure <paramref name="problem"/> is a sentence.</summary>
    /// <param name="text">The segment without its separator.</param>
    /// <param name="separator">The separator in front.</param>
    /// <param name="segment">The segment read.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryParse(
        string text, char separator, [NotNullWhen(true)] out MappingSegment? segment, [NotNullWhen(false)] out string? problem)
    {
        segment = null;
        if (text is "*" or "**")
        {
            problem = null;
            segment = new MappingSegment((byte)separator, text == "*" ? MappingSegmentKind.Any : MappingSegmentKind.Deep, [[], []], [new MappingGap(null, null)], null);
            return true;
        }

        var literals = new List<string>();
        var gaps = new List<MappingGap>();
        problem = Split(text, literals, gaps);
        if (problem is not null) return false;

        bool bare = gaps.Count == 1 && literals.TrueForAll(literal => literal.Length == 0);
        bool expressed = gaps.Exists(gap => gap.Expression is not null);
        MappingSegmentKind kind = (gaps.Count, bare, expressed) switch
        {
            (0, _, _) => MappingSegmentKind.Literal,
            (_, true, true) => MappingSegmentKind.Expression,
            (_, true, false) => MappingSegmentKind.Any,
            _ => MappingSegmentKind.Gaps,
        };
        for (int i = 1; !expressed && i < literals.Count - 1; i++)
        {
            if (literals[i].Length > 0) continue;
            problem = $"In '{text}' nothing stands between two variables, so that nobody can tell where one ends.";
            return false;
        }

        Regex? expression = null;
        if (expressed && !TryMakeExpression(literals, gaps, out expression, out problem)) return false;
        segment = new MappingSegment((byte)separator, kind, [.. literals.Select(Encoding.UTF8.GetBytes)], [.. gaps], expression);
        return true;
    }

    /// <summary>Takes a segment apart. Braces are balanced already.</summary>
    private static string? Split(string text, List<string> literals, List<MappingGap> gaps)
    {
        int start = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('*' or '{')) continue;
            literals.Add(text[start..at]);
            if (text[at] == '*')
            {
                if (at + 1 < text.Length && text[at + 1] == '*') return "'**' must be a segment of its own; inside a segment write '*'.";
                gaps.Add(new MappingGap(null, null));
            }
            else
            {
                int end = Mapping.EndOfBraces(text, at);
                if (ReadVariable(text[(at + 1)..end], out MappingGap gap) is { } problem) return problem;
                gaps.Add(gap);
                at = end;
            }

            start = at + 1;
        }

        literals.Add(text[start..]);
        return null;
    }

    private static string? ReadVariable(string text, out MappingGap gap)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        string? expression = colon < 0 ? null : text[(colon + 1)..];
        gap = new MappingGap(name, expression);
        if (!Mapping.IsVariableName(name))
            return $"'{{{text}}}' is not a variable: its name must be made of letters, digits, '_' and '-'.";
        if (expression is null) return null;
        return RouteConstraints.Contains(expression)
            ? $"'{{{text}}}' has a regular expression behind its colon, which would match the text '{expression}' only: leave it out, the parameter's type says what is wanted."
            : CheckExpression(text, expression);
    }

    private static string? CheckExpression(string variable, string expression)
    {
        try
        {
            _ = new Regex(expression, ExpressionOptions);
            return expression.Length == 0 ? $"'{{{variable}}}' has an empty regular expression." : null;
        }
        catch (ArgumentException e)
        {
            return $"'{{{variable}}}' has a regular expression that cannot be read: {e.Message}";
        }
        catch (NotSupportedException)
        {
            return $"'{{{variable}}}' has a regular expression that looks around or back, which could take a stranger's text very long: write it without.";
        }
    }

    private static bool TryMakeExpression(
        List<string> literals, List<MappingGap> gaps, [NotNullWhen(true)] out Regex? expression, [NotNullWhen(false)] out string? problem)
    {
        var pattern = new StringBuilder(@"\A").Append(Regex.Escape(literals[0]));
        for (int i = 0; i < gaps.Count; i++)
        {
            string inner = gaps[i].Expression ?? (gaps[i].Variable is null ? ".*?" : ".+?");
            pattern.Append(CultureInfo.InvariantCulture, $"(?<{GroupName(i)}>{inner}){Regex.Escape(literals[i + 1])}");
        }

        try
        {
            expression = new Regex(pattern.Append(@"\z").ToString(), ExpressionOptions);
            problem = null;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            expression = null;
            problem = $"Its regular expressions do not go together: {e.Message}";
            return false;
        }
    }

    private static string GroupName(int gap) => "gap" + gap.ToString(CultureInfo.InvariantCulture);
}
