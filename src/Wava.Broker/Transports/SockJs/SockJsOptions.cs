namespace Wava.Broker.Transports.SockJs;

/// <summary>How one SockJS endpoint behaves.</summary>
public sealed class SockJsOptions
{
    /// <summary>
    /// After how long without a frame the server sends a heart-beat, so that no proxy takes the connection for dead. Zero: never. Silent where STOMP
    /// heart-beats were agreed on. Default: 25 seconds.
    /// </summary>
    public TimeSpan HeartBeat { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a session lives without a request that receives, and how long its close frame is repeated. Default: 5 seconds.</summary>
    public TimeSpan DisconnectDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many octets a streaming response carries before the client is to ask anew, because browsers keep all of it. Default: 128 KiB.</summary>
    public long StreamLimit { get; set; } = 128 * 1024;

    /// <summary>How many messages of the application may wait for one client. For STOMP the outbox limits count instead. Default: 100.</summary>
    public int MaxWaitingMessages { get; set; } = 100;

    /// <summary>
    /// How many octets of such messages may wait; one always fits. Also how many characters of a client's messages may wait for the application. Default: 1 MiB.
    /// </summary>
    public long MaxWaitingBytes { get; set; } = 1024 * 1024;

    /// <summary>The longest request body, or WebSocket message, in octets; what a client escapes counts as it is written. Default: 4 MiB.</summary>
    public int MaxRequestSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The most messages in one array of a client. Default: 10,000.</summary>
    public int MaxMessagesPerRequest { get; set; } = 10_000;

    /// <summary>The most requests of one session that may wait for their turn to hand messages in. Default: 100.</summary>
    public int MaxWaitingRequests { get; set; } = 100;

    /// <summary>The most sessions of one signed-in user over HTTP transports; 0 for no such limit. Default: 1,000.</summary>
    public int MaxSessionsPerUser { get; set; } = 1_000;

    /// <summary>The most sessions over HTTP transports from one address; 0 for no such limit. Default: 10,000.</summary>
    public int MaxSessionsPerAddress { get; set; } = 10_000;

    /// <summary>Whether the WebSocket transport is offered. Default: true.</summary>
    public bool WebSocketEnabled { get; set; } = true;

    /// <summary>Whether clients are told that the server needs cookies, for instance because a load balancer keeps sessions together by one. Default: true.</summary>
    public bool CookieNeeded { get; set; } = true;

    /// <summary>Whether responses set the cookie <c>JSESSIONID</c>, by which some load balancers keep a client's requests together. Default: false.</summary>
    public bool SetJSessionId { get; set; }

    /// <summary>
    /// From where the iframe transports load the client library; it must be of the same version as that of the page. Null: the server's own copy,
    /// sockjs-client 1.6.1, at <c>sockjs-1.6.1.min.js</c> below the endpoint.
    /// </summary>
    public string? ClientLibraryUrl { get; set; }

    /// <summary>Whether allowed origins are answered with CORS headers; off where something in front does that. Origins are checked either way. Default: true.</summary>
    public bool Cors { get; set; } = true;

    /// <summary>
    /// Web pages of these origins may connect, besides those of the server itself: <c>https://example.com</c>, <c>https://*.example.com</c>,
    /// <c>http://localhost:*</c>, or <c>*</c> for all. Null: what the endpoint or the broker says.
    /// </summary>
    public IList<string>? AllowedOrigins { get; set; }
}
