namespace Wava.Broker.Transports.SockJs;

/// <summary>A WebSocket as a session's receiver: one text message a frame, or the bare messages where no frames are wanted.</summary>
internal abstract class SocketReceiver(bool isRaw) : Receiver
{
    public override bool IsPolling => false;

    /// <summary>Whether the client sends and gets bare messages.</summary>
    protected bool IsRaw => isRaw;

    /// <summary>What the server closed the session with; null while it has not.</summary>
    public (int Code, string Reason)? Closed { get; private set; }

    public override void WriteOpen()
    {
        if (!isRaw) Write("o"u8, default, default);
    }

    public override void WriteMessages(ReadOnlySpan<byte> elements)
    {
        if (!isRaw)
        {
            Write("a["u8, elements, "]"u8);
            return;
        }

        while (!elements.IsEmpty) Write(RawMessages.Next(ref elements), default, default);
    }

    public override void WriteHeartBeat()
    {
        if (!isRaw) Write("h"u8, default, default);
    }

    public override void WriteClose(int code, string reason)
    {
        Closed = (code, reason);
        if (!isRaw) Write(Framing.Close(code, reason), default, default);
    }

    /// <summary>Appends one text message.</summary>
    protected abstract void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail);
}
