using Microsoft.AspNetCore.Http;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>Which web pages may connect. A browser sends the page's origin along; other clients send none and are no danger here.</summary>
/// <remarks>
/// Browsers let any page open a WebSocket to anywhere, with the user's cookies: without this check a foreign page could talk in the user's name.
/// </remarks>
internal sealed class OriginPolicy(IEnumerable<string> allowed)
{
    private readonly string[] _allowed = [.. allowed.Select(origin => origin.TrimEnd('/'))];

    /// <summary>Whether the request may become a WebSocket: no origin, the same origin, or one of those allowed.</summary>
    public bool Allows(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        if (origin.Length == 0) return true;
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
