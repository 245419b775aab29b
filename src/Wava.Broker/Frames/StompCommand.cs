namespace Wava.Broker.Frames;

/// <summary>What a frame asks for or tells: the word on its first line.</summary>
public enum StompCommand : byte
{
    /// <summary>Not a command of any version.</summary>
    Unknown,

    /// <summary>A client asks to begin a session.</summary>
    Connect,

    /// <summary>The same as <see cref="Connect"/>, by the name that tells STOMP from other protocols.</summary>
    Stomp,

    /// <summary>The server has begun the session.</summary>
    Connected,

    /// <summary>A client sends a message to a destination.</summary>
    Send,

    /// <summary>A client wants the messages of a destination.</summary>
    Subscribe,

    /// <summary>A client wants no more messages of a subscription.</summary>
    Unsubscribe,

    /// <summary>A client has dealt with a message.</summary>
    Ack,

    /// <summary>A client could not deal with a message.</summary>
    Nack,

    /// <summary>A client begins a transaction.</summary>
    Begin,

    /// <summary>A client wants a transaction's frames to take effect.</summary>
    Commit,

    /// <summary>A client drops a transaction.</summary>
    Abort,

    /// <summary>A client ends the session.</summary>
    Disconnect,

    /// <summary>The server hands a message to a subscription.</summary>
    Message,

    /// <summary>The server has dealt with a frame that asked for a receipt.</summary>
    Receipt,

    /// <summary>The server could not accept what the client sent, and hangs up.</summary>
    Error,
}
