using System.Text.RegularExpressions;

namespace Wava.Web.Tests;

/// <summary>What docs/web-api.md says there is: requests (<c>GET /api/rooms/{room}</c>) and destinations (<c>SEND /app/rooms/{room}/messages</c>).</summary>
internal sealed partial class ApiPage
{
    private ApiPage(IReadOnlySet<string> requests, IReadOnlySet<string> destinations) => (Requests, Destinations) = (requests, destinations);

    public IReadOnlySet<string> Requests { get; }

    public IReadOnlySet<string> Destinations { get; }

    public static ApiPage Read()
    {
        var requests = new SortedSet<string>(StringComparer.Ordinal);
        var destinations = new SortedSet<string>(StringComparer.Ordinal);
        string command = "";
        foreach (string line in Pages.Read("docs/web-api.md").Split('\n'))
        {
            // The tables of destinations say in their first row which command they are about.
            if (line.StartsWith("| SUBSCRIBE |", StringComparison.Ordinal)) command = "SUBSCRIBE";
            else if (line.StartsWith("| SEND |", StringComparison.Ordinal)) command = "SEND";
            else if (!line.StartsWith('|')) command = "";
            string[] quoted = [.. Quoted().Matches(line.StartsWith('|') ? line.Split(" | ")[0] : line).Select(each => each.Groups[1].Value)];
            if (command.Length > 0) destinations.UnionWith(quoted.Where(each => each.StartsWith('/')).Select(each => $"{command} {each}"));
            requests.UnionWith(RequestsIn(quoted));
        }

        return new ApiPage(requests, destinations);
    }

    /// <summary>The same for all names of variables, and without a query: those are each page's own affair.</summary>
    public static string Shape(string what) => Variable().Replace(what.Split('?')[0].TrimEnd('/'), "{}");

    // "GET", "POST /api/x" is two requests to one address, "POST /api/x/a", ".../b" one request to each of two.
    private static IEnumerable<string> RequestsIn(string[] quoted)
    {
        List<string> verbs = [];
        string path = "";
        foreach (string each in quoted)
        {
            Match request = Request().Match(each);
            if (each.StartsWith(".../", StringComparison.Ordinal))
            {
                path = path[..(path.LastIndexOf('/') + 1)] + each[4..];
                foreach (string verb in verbs) yield return $"{verb} {path}";
            }
            else if (request.Success)
            {
                if (path.Length > 0) (verbs, path) = ([], "");
                verbs.Add(request.Groups[1].Value);
                path = request.Groups[2].Value;
                if (path.Length == 0) continue;
                foreach (string verb in verbs) yield return $"{verb} {path}";
            }
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(GET|POST|PUT|PATCH|DELETE)(?: (/api/\S*))?$")]
    private static partial Regex Request();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Variable();
}
