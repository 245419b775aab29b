namespace Wava.Broker.Sessions;

/// <summary>Who is told what happens to an outbox. All calls return at once.</summary>
internal interface IOutboxOwner
{
    /// <summary>The outbox is full and its client is to be cut off. May be called under a publisher's locks.</summary>
    void OutboxOverflowed();

    /// <summary>Frames went out.</summary>
    void Sent(int messages, int control, long octets);

    /// <summary>A policy dropped a message.</summary>
    void Dropped(OverflowKind policy);

    /// <summary>The transport cannot be written to any more; the cause is known unless the peer simply is gone.</summary>
    void TransportFailed(Exception? cause);
}
