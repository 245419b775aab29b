using Microsoft.Extensions.Options;
using Wava.Broker.Hosting;

namespace Wava.Web.Signaling.Sockets;

/// <summary>Which web pages may open a bare WebSocket: those that may speak STOMP (<c>Stomp:AllowedOrigins</c>), and the server's own.</summary>
internal sealed class PageOrigins(IOptions<StompBrokerOptions> options)
{
    /// <summary>Whether a request comes from such a page, or from no page at all.</summary>
    public bool Allow(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
            || options.Value.AllowedOrigins.Any(each => Matches(each.TrimEnd('/'), origin));
    }

    /// <summary>A pattern is an origin, or has a star for some part of the host or for the port, or is only a star.</summary>
    private static bool Matches(string pattern, string origin)
    {
        if (pattern == "*") return true;
        string[] ends = pattern.Split('*', 2);
        if (ends.Length == 1) return string.Equals(pattern, origin, StringComparison.OrdinalIgnoreCase);
        return origin.Length > ends[0].Length + ends[1].Length
            && origin.StartsWith(ends[0], StringComparison.OrdinalIgnoreCase)
            && origin.EndsWith(ends[1], StringComparison.OrdinalIgnoreCase)
            && !origin[ends[0].Length..^ends[1].Length].AsSpan().ContainsAny("/:@");
    }
}
