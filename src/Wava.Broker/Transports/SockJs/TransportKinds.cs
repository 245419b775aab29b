namespace Wava.Broker.Transports.SockJs;

/// <summary>What is said about the transports in words.</summary>
internal static class TransportKinds
{
    /// <summary>The name in SockJS's own words, as sockjs-client has it.</summary>
    public static string Name(this TransportKind kind) => kind switch
    {
        TransportKind.Xhr => "xhr-polling",
        TransportKind.XhrStreaming => "xhr-streaming",
        TransportKind.EventSource => "eventsource",
        TransportKind.HtmlFile => "htmlfile",
        TransportKind.Jsonp => "jsonp-polling",
        _ => "websocket",
    };

    /// <summary>The name by which logs and metrics know it.</summary>
    public static string Tag(this TransportKind kind) => kind switch
    {
        TransportKind.Xhr => "sockjs-xhr-polling",
        TransportKind.XhrStreaming => "sockjs-xhr-streaming",
        TransportKind.EventSource => "sockjs-eventsource",
        TransportKind.HtmlFile => "sockjs-htmlfile",
        TransportKind.Jsonp => "sockjs-jsonp-polling",
        TransportKind.WebSocket => "sockjs-websocket",
        _ => "websocket",
    };

    /// <summary>Whether a response carries one frame and ends.</summary>
    public static bool IsPolling(this TransportKind kind) => kind is TransportKind.Xhr or TransportKind.Jsonp;

    /// <summary>The type of the responses that carry frames.</summary>
    public static string ContentType(this TransportKind kind) => kind switch
    {
        TransportKind.EventSource => "text/event-stream; charset=UTF-8",
        TransportKind.HtmlFile => "text/html; charset=UTF-8",
        _ => "application/javascript; charset=UTF-8",
    };
}
