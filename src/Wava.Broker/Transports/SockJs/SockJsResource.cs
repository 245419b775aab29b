namespace Wava.Broker.Transports.SockJs;

/// <summary>The resources below a SockJS endpoint.</summary>
internal enum SockJsResource
{
    None,
    Greeting,
    Info,
    Iframe,
    ClientLibrary,
    RawWebSocket,
    WebSocket,
    Xhr,
    XhrStreaming,
    XhrSend,
    EventSource,
    HtmlFile,
    Jsonp,
    JsonpSend,
}
