using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

/// <summary>One frame that waits to be sent. A dropped one leaves an entry without a payload behind.</summary>
internal struct OutboxEntry
{
    /// <summary>A <see cref="Message"/>, or the octets of a control frame; null when the entry has been dropped.</summary>
    public object? Payload;

    /// <summary>Whose message it is; null for control frames.</summary>
    public Subscription? Subscription;

    /// <summary>What to tell the broker about, if it wants to know.</summary>
    public Delivery? Delivery;

    /// <summary>The delivery's number within its subscription, 0 when no acknowledgement is expected.</summary>
    public long AckSequence;

    /// <summary>How many octets the entry is accounted for.</summary>
    public int Size;

    /// <summary>How many messages of the subscription are missing before this one; set when the entry is taken out.</summary>
    public int Gap;

    /// <summary>Whether the message had been given to a consumer before.</summary>
    public bool Redelivered;

    /// <summary>Whether the message must say that what came before it could not be replayed.</summary>
    public bool Unrecovered;
}
