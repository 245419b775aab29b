using System.Buffers.Binary;
using System.Text;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Messages that wait for a WebSocket without SockJS's frames: each behind its length.</summary>
internal static class RawMessages
{
    private const int LengthSize = 4;

    public static void Append(ref OctetBuffer to, ReadOnlySpan<char> message)
    {
        int length = Encoding.UTF8.GetByteCount(message);
        Span<byte> room = to.Reserve(LengthSize + length);
        BinaryPrimitives.WriteInt32LittleEndian(room, length);
        Encoding.UTF8.GetBytes(message, room[LengthSize..]);
        to.Advance(LengthSize + length);
    }

    /// <summary>Takes the first message off.</summary>
    public static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> messages)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(messages);
        ReadOnlySpan<byte> first = messages.Slice(LengthSize, length);
        messages = messages[(LengthSize + length)..];
        return first;
    }
}
