namespace Wava.Broker.Transports.SockJs;

/// <summary>How a SockJS client hears from the server.</summary>
internal enum TransportKind
{
    Xhr,
    XhrStreaming,
    EventSource,
    HtmlFile,
    Jsonp,
    WebSocket,
    RawWebSocket,
}
