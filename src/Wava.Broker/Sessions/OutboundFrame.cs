namespace Wava.Broker.Sessions;

/// <summary>One encoded frame in up to three pieces: what is the subscription's, what is this delivery's, what all deliveries share.</summary>
internal readonly ref struct OutboundFrame(ReadOnlySpan<byte> head, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> tail, bool isBinary)
{
    /// <summary>The command and the subscription's own header, or a whole control frame.</summary>
    public ReadOnlySpan<byte> Head { get; } = head;

    /// <summary>The lines of this delivery alone: <c>ack</c>, <c>redelivered</c>, <c>wava-gap</c>.</summary>
    public ReadOnlySpan<byte> Middle { get; } = middle;

    /// <summary>The octets shared by all subscribers.</summary>
    public ReadOnlySpan<byte> Tail { get; } = tail;

    /// <summary>Whether the frame must travel as a binary WebSocket message.</summary>
    public bool IsBinary { get; } = isBinary;

    /// <summary>The frame's length in octets.</summary>
    public int Length => Head.Length + Middle.Length + Tail.Length;
}
