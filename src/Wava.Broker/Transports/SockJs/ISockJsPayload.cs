namespace Wava.Broker.Transports.SockJs;

/// <summary>What a SockJS connection carries: a STOMP session, or a conversation of the application's own.</summary>
internal interface ISockJsPayload
{
    /// <summary>Whether the conversation has heart-beats of its own, so that those of SockJS would be noise.</summary>
    bool HasHeartBeats { get; }

    /// <summary>Whether lone surrogates mean anything to the receiver.</summary>
    bool KeepsLoneSurrogates { get; }

    /// <summary>Told of everything the client sends, before it is handed on.</summary>
    void Received(long octets);

    /// <summary>Handles the client's messages, which lie behind one another and end at <paramref name="ends"/>. Until this completes no more are read.</summary>
    ValueTask ReceiveAsync(ReadOnlyMemory<byte> text, IReadOnlyList<int> ends);

    /// <summary>The connection is over. May be called more than once.</summary>
    ValueTask EndAsync();
}
