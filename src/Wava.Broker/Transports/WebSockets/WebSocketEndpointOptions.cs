namespace Wava.Broker.Transports.WebSockets;

/// <summary>What one WebSocket endpoint does differently from the others.</summary>
public sealed class WebSocketEndpointOptions
{
    /// <summary>
    /// Web pages of these origins may connect, besides those of the server itself: <c>https://example.com</c>, <c>https://*.example.com</c>,
    /// <c>http://localhost:*</c>, or <c>*</c> for all. Null: what the broker's options say.
    /// </summary>
    public IList<string>? AllowedOrigins { get; set; }

    /// <summary>
    /// Whether messages may be compressed (permessage-deflate, with a small window and no context kept between messages: about 54 KB of memory a
    /// connection instead of 13). Off by default. Compressing secrets together with what an attacker chooses can reveal them.
    /// </summary>
    public bool Compression { get; set; }
}
