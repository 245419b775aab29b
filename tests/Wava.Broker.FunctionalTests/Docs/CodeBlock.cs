using System.Text.RegularExpressions;

namespace Wava.Broker.FunctionalTests.Docs;

/// <summary>A block of C# in a page, and whether it stands in a source file as well.</summary>
/// <param name="Page">The page, as seen from the repository's root.</param>
/// <param name="Line">The line of its first line of code.</param>
/// <param name="Lines">Its lines.</param>
internal sealed partial record CodeBlock(string Page, int Line, IReadOnlyList<string> Lines)
{
    /// <summary>All blocks of C# of a page.</summary>
    public static IEnumerable<CodeBlock> In(string page, string text)
    {
        List<string>? block = null;
        var number = 0;
        foreach (var line in text.Split('\n').Select(each => each.TrimEnd('\r')))
        {
            number++;
            if (block is null)
            {
                if (line.TrimStart() is "```csharp" or "```cs" or "```c#") block = [];
            }
            else if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                yield return new CodeBlock(page, number - block.Count, block);
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }
    }

    /// <summary>Says where the block differs from what comes closest to it in the sources; null when it stands there.</summary>
    /// <remarks>Indentation and blank lines do not matter, nor do braces that the source closes in between. Using directives may stand anywhere in the file.</remarks>
    public string? Difference(IReadOnlyDictionary<string, string[]> sources)
    {
        (int Count, string File, string? Instead) best = (-1, "", null);
        foreach (var (file, lines) in sources)
        {
            var have = Significant(lines).ToArray();
            var want = Significant(Lines).ToArray();
            for (var start = 0; start <= have.Length; start++)
            {
                var (same, at) = (0, start);
                while (same < want.Length && at < have.Length)
                {
                    // What a page shows as a program and its types is a method and types in the source.
                    if (want[same].Text == have[at].Text) same++;
                    else if (same == 0 || have[at].Text != "}") break;
                    at++;
                }

                if (same == want.Length) return MissingUsing(file, lines);
                if (same > best.Count) best = (same, file, at < have.Length ? have[at].Text : "the end of the file");
            }
        }

        var (number, text) = Significant(Lines).ElementAt(Math.Max(0, best.Count));
        return $"{Page}({Line + number}): '{text}' is not in the sources"
            + (best.Count > 0 ? $"; in {best.File} stands '{best.Instead}' there." : ".");
    }

    private string? MissingUsing(string file, string[] lines)
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            var line = Lines[i].Trim();
            if (Using().IsMatch(line) && !lines.Any(each => each.Trim() == line) && !lines.Any(each => IsInside(each, line))) return $"{Page}({Line + i}): '{line}' is not among the usings of {file}.";
        }

        return null;
    }

    // Code inside Wava.Broker.FunctionalTests sees Wava.Broker without saying so, and may not say so.
    private static bool IsInside(string line, string directive) =>
        line.StartsWith("namespace ", StringComparison.Ordinal) && line.StartsWith($"namespace {directive["using ".Length..^1]}.", StringComparison.Ordinal);

    private static IEnumerable<(int Number, string Text)> Significant(IEnumerable<string> lines) => lines
        .Select((line, number) => (number, line.Trim()))
        .Where(each => each.Item2.Length > 0 && !Using().IsMatch(each.Item2));

    [GeneratedRegex(@"^using (static )?[\w.]+( = [\w.<>]+)?;$")]
    private static partial Regex Using();
}
