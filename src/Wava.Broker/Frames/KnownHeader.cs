namespace Wava.Broker.Frames;

/// <summary>The headers that the protocol or this broker gives a meaning to.</summary>
public enum KnownHeader : byte
{
    /// <summary>A header of the user's own.</summary>
    None,

    /// <summary><c>accept-version</c>.</summary>
    AcceptVersion,

    /// <summary><c>ack</c>.</summary>
    Ack,

    /// <summary><c>Authorization</c> or <c>authorization</c>.</summary>
    Authorization,

    /// <summary><c>content-length</c>.</summary>
    ContentLength,

    /// <summary><c>content-type</c>.</summary>
    ContentType,

    /// <summary><c>destination</c>.</summary>
    Destination,

    /// <summary><c>expiration</c>.</summary>
    Expiration,

    /// <summary><c>expires</c>.</summary>
    Expires,

    /// <summary><c>heart-beat</c>.</summary>
    HeartBeat,

    /// <summary><c>host</c>.</summary>
    Host,

    /// <summary><c>id</c>.</summary>
    Id,

    /// <summary><c>login</c>.</summary>
    Login,

    /// <summary><c>message</c>.</summary>
    Message,

    /// <summary><c>message-id</c>.</summary>
    MessageId,

    /// <summary><c>passcode</c>.</summary>
    Passcode,

    /// <summary><c>prefetch-count</c>.</summary>
    PrefetchCount,

    /// <summary><c>activemq.prefetchSize</c>.</summary>
    PrefetchSize,

    /// <summary><c>receipt</c>.</summary>
    Receipt,

    /// <summary><c>receipt-id</c>.</summary>
    ReceiptId,

    /// <summary><c>redelivered</c>.</summary>
    Redelivered,

    /// <summary><c>requeue</c>.</summary>
    Requeue,

    /// <summary><c>selector</c>.</summary>
    Selector,

    /// <summary><c>server</c>.</summary>
    Server,

    /// <summary><c>session</c>.</summary>
    Session,

    /// <summary><c>subscription</c>.</summary>
    Subscription,

    /// <summary><c>transaction</c>.</summary>
    Transaction,

    /// <summary><c>user-name</c>.</summary>
    UserName,

    /// <summary><c>version</c>.</summary>
    Version,

    /// <summary><c>wava-replay</c>.</summary>
    WavaReplay,

    /// <summary><c>wava-since</c>.</summary>
    WavaSince,

    /// <summary>Any other header that starts with <c>wava-</c>.</summary>
    Wava,
}
