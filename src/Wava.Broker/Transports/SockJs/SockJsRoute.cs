namespace Wava.Broker.Transports.SockJs;

/// <summary>What a path below a SockJS endpoint stands for.</summary>
internal readonly record struct SockJsRoute(SockJsResource Resource, string SessionId = "")
{
    /// <summary>The longest session id: clients use eight characters, and the table must not be filled with novels.</summary>
    public const int MaxSessionId = 256;

    private static readonly SockJsRoute Unknown = new(SockJsResource.None);

    /// <summary>Finds out what a request is for.</summary>
    /// <param name="path">The path of the request.</param>
    /// <param name="baseSegments">How many segments of it are the endpoint's own.</param>
    public static SockJsRoute Parse(ReadOnlySpan<char> path, int baseSegments)
    {
        for (; baseSegments > 0; baseSegments--)
        {
            if (path.IsEmpty) return Unknown;
            int next = path[1..].IndexOf('/');
            path = next < 0 ? default : path[(next + 1)..];
        }

        if (path.IsEmpty || path is "/") return new(SockJsResource.Greeting);
        path = path[1..];
        int first = path.IndexOf('/');
        if (first < 0) return new(Page(path));
        ReadOnlySpan<char> rest = path[(first + 1)..];
        int second = rest.IndexOf('/');
        if (second < 0) return Unknown;
        // The server's segment is the load balancer's.
        ReadOnlySpan<char> session = rest[..second];
        if (!IsName(path[..first]) || !IsName(session) || session.Length > MaxSessionId) return Unknown;
        SockJsResource resource = Transport(rest[(second + 1)..]);
        return resource == SockJsResource.None ? Unknown : new(resource, session.ToString());
    }

    private static bool IsName(ReadOnlySpan<char> segment) => !segment.IsEmpty && !segment.Contains('.');

    private static SockJsResource Page(ReadOnlySpan<char> name) => name switch
    {
        "info" => SockJsResource.Info,
        "websocket" => SockJsResource.RawWebSocket,
        ClientLibrary.FileName => SockJsResource.ClientLibrary,
        _ when IsIframe(name) => SockJsResource.Iframe,
        _ => SockJsResource.None,
    };

    /// <summary><c>iframe.html</c>, or with a version in between.</summary>
    private static bool IsIframe(ReadOnlySpan<char> name)
    {
        if (!name.StartsWith("iframe", StringComparison.Ordinal) || !name.EndsWith(".html", StringComparison.Ordinal) || name.Length < "iframe.html".Length) return false;
        foreach (char each in name["iframe".Length..^".html".Length])
        {
            if (!char.IsAsciiLetterLower(each) && !char.IsAsciiDigit(each) && each is not ('-' or '.' or '_')) return false;
        }

        return true;
    }

    private static SockJsResource Transport(ReadOnlySpan<char> name) => name switch
    {
        "xhr" => SockJsResource.Xhr,
        "xhr_streaming" => SockJsResource.XhrStreaming,
        "xhr_send" => SockJsResource.XhrSend,
        "eventsource" => SockJsResource.EventSource,
        "htmlfile" => SockJsResource.HtmlFile,
        "jsonp" => SockJsResource.Jsonp,
        "jsonp_send" => SockJsResource.JsonpSend,
        "websocket" => SockJsResource.WebSocket,
        _ => SockJsResource.None,
    };
}
