namespace Wava.Broker.Sessions;

/// <summary>Why a connection ends, and what the peer is told: the WebSocket close code and a few words.</summary>
internal sealed record CloseReason(int Code, string Text, string Kind)
{
    /// <summary>The client said DISCONNECT, or closed the connection itself.</summary>
    public static readonly CloseReason Normal = new(1000, "", "normal");

    /// <summary>The connection was lost without a word.</summary>
    public static readonly CloseReason Lost = new(1000, "", "lost");

    /// <summary>The server is shutting down.</summary>
    public static readonly CloseReason Shutdown = new(1001, "The server is shutting down", "shutdown");

    /// <summary>The client broke the protocol.</summary>
    public static readonly CloseReason Protocol = new(1002, "Protocol error", "protocol");

    /// <summary>The client is not allowed to do this, or was too slow to do what it had to.</summary>
    public static readonly CloseReason Policy = new(1008, "Refused", "policy");

    /// <summary>The application ended the session.</summary>
    public static readonly CloseReason Disconnected = new(1008, "Disconnected", "disconnected");

    /// <summary>The user's sign-in has expired.</summary>
    public static readonly CloseReason Expired = new(4401, "Sign-in expired", "expired");

    /// <summary>The client's promised heart-beats did not come.</summary>
    public static readonly CloseReason HeartBeat = new(1008, "No heart-beat", "heart-beat");

    /// <summary>CONNECT, or the rest of a frame, did not come in time.</summary>
    public static readonly CloseReason Timeout = new(1008, "Too slow", "timeout");

    /// <summary>A frame was larger than allowed.</summary>
    public static readonly CloseReason TooLarge = new(1009, "Frame too large", "too-large");

    /// <summary>The server failed.</summary>
    public static readonly CloseReason Internal = new(1011, "Server error", "internal");

    /// <summary>The client reads more slowly than it is sent to.</summary>
    public static readonly CloseReason SlowConsumer = new(4500, "Reads too slowly", "slow-consumer");
}
