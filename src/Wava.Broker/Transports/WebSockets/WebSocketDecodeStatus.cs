namespace Wava.Broker.Transports.WebSockets;

/// <summary>What a step of <see cref="WebSocketDecoder"/> brought.</summary>
internal enum WebSocketDecodeStatus
{
    /// <summary>The input is used up.</summary>
    NeedMore,

    /// <summary>A piece of a data message's payload.</summary>
    Payload,

    /// <summary>A ping, to be answered with its own payload.</summary>
    Ping,

    /// <summary>The peer closes.</summary>
    Close,

    /// <summary>The peer broke the protocol.</summary>
    Error,
}
