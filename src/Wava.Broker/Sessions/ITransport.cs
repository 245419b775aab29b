namespace Wava.Broker.Sessions;

/// <summary>What a session needs of the connection under it: a way to write, and a way to end.</summary>
/// <remarks>
/// <see cref="Write"/> and <see cref="FlushAsync"/> are called by one flush at a time (the outbox sees to that), never while a flush is
/// pending. The reading side is the transport's own loop, which hands octets to <see cref="StompSession.ReceiveAsync"/>.
/// </remarks>
internal interface ITransport
{
    /// <summary>The name by which logs and metrics know it: <c>websocket</c>, <c>tcp</c>, <c>sockjs-xhr-streaming</c>.</summary>
    string Name { get; }

    /// <summary>Where the peer connects from, for logs and limits.</summary>
    string? RemoteAddress { get; }

    /// <summary>Whether the peer is away for good reason, as one that polls is between two polls: a flush that waits meanwhile says nothing against it.</summary>
    bool IsPeerAway => false;

    /// <summary>Appends one frame to what the next flush sends. Does no I/O.</summary>
    void Write(in OutboundFrame frame);

    /// <summary>Appends what the transport itself has to say (<see cref="Outbox.AppendOwn"/> had asked for the turn), a pong for instance.</summary>
    void WriteOwn();

    /// <summary>Sends what was appended. False: the peer is gone.</summary>
    ValueTask<bool> FlushAsync();

    /// <summary>Told once, when the session has decided to end: the transport lets the outbox run dry and closes the connection in order.</summary>
    void BeginClose(StompSession session);

    /// <summary>Cuts the connection at once.</summary>
    void Abort();
}
