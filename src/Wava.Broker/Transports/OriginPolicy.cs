using Microsoft.AspNetCore.Http;

namespace Wava.Broker.Transports;

/// <summary>Which web pages may connect. A browser sends the page's origin along; other clients send none and are no danger here.</summary>
/// <remarks>
/// Browsers let any page open a WebSocket to anywhere, or load a script from there, with the user's cookies: without this check a foreign page could talk in the user's name.
/// </remarks>
internal sealed class OriginPolicy(IEnumerable<string> allowed)
{
    private readonly string[] _allowed = [.. allowed.Select(origin => origin.TrimEnd('/'))];

    /// <summary>Whether pages of every origin are allowed.</summary>
    public bool AllowsAll => _allowed.Contains("*", StringComparer.Ordinal);

    /// <summary>Whether the request may become a WebSocket: no origin, the same origin, or one of those allowed.</summary>
    public bool Allows(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || Allows(request, origin);
    }

    /// <summary>
    /// The same for requests that a page can cause without an <c>Origin</c> header, by a script or an image element. Browsers say with <c>Sec-Fetch-Site</c>
    /// that another site is behind it; then the page is the one that <c>Referer</c> names, and without a name it is nobody's.
    /// </summary>
    public bool AllowsEmbedding(HttpRequest request)
    {
        if (request.Headers.Origin.Count > 0) return Allows(request);
        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("cross-site" or "same-site")) return true;
        return Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out Uri? page)
            ? Allows(request, page.GetLeftPart(UriPartial.Authority))
            : AllowsAll;
    }

    /// <summary>
    /// The same for pages that put one of ours into a frame, as a <c>Content-Security-Policy</c>; null when all may. A pattern that cannot be said there
    /// (a star elsewhere than for the first labels of a host or for the port) allows no framing.
    /// </summary>
    public string? FrameAncestors()
    {
        if (AllowsAll) return null;
        return string.Join(' ', ["frame-ancestors 'self'", .. _allowed.Where(CanBeSaid)]);

        static bool CanBeSaid(string pattern)
        {
            int star = pattern.IndexOf('*', StringComparison.Ordinal);
            return pattern.Contains("://", StringComparison.Ordinal)
                && pattern.AsSpan().IndexOfAny(" ;,\"'") < 0
                && (star < 0 || pattern.Contains("://*.", StringComparison.Ordinal) || pattern.EndsWith(":*", StringComparison.Ordinal));
        }
    }

    private bool Allows(HttpRequest request, string origin)
    {
        if (string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)) return true;
        foreach (string pattern in _allowed)
        {
            if (pattern == "*" || Matches(pattern, origin)) return true;
        }

        return false;
    }

    /// <summary>A pattern is an origin, or one with a star for any part of the host or for the port: <c>https://*.example.com</c>.</summary>
    private static bool Matches(string pattern, string origin)
    {
        int star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return string.Equals(pattern, origin, StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> before = pattern.AsSpan(0, star);
        ReadOnlySpan<char> after = pattern.AsSpan(star + 1);
        if (origin.Length < before.Length + after.Length + 1) return false;
        ReadOnlySpan<char> middle = origin.AsSpan(before.Length, origin.Length - before.Length - after.Length);
        return origin.AsSpan().StartsWith(before, StringComparison.OrdinalIgnoreCase)
            && origin.AsSpan().EndsWith(after, StringComparison.OrdinalIgnoreCase)
            && middle.IndexOfAny("/:@") < 0;
    }
}
