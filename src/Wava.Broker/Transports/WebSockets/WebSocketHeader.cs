using System.Buffers.Binary;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>The header of a frame that the server sends: final, unmasked.</summary>
internal static class WebSocketHeader
{
    /// <summary>The most octets a header can have.</summary>
    public const int MaxSize = 10;

    /// <summary>Writes a header and returns its length.</summary>
    public static int Write(Span<byte> destination, WebSocketOpcode opcode, int payload)
    {
        destination[0] = (byte)(0x80 | (byte)opcode);
        switch (payload)
        {
            case < 126:
                destination[1] = (byte)payload;
                return 2;
            case <= ushort.MaxValue:
                destination[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload);
                return 4;
            default:
                destination[1] = 127;
                BinaryPrimitives.WriteInt64BigEndian(destination[2..], payload);
                return MaxSize;
        }
    }

    /// <summary>The whole close frame for a code and a few words.</summary>
    public static byte[] Close(int code, string reason)
    {
        byte[] words = System.Text.Encoding.UTF8.GetBytes(reason);
        int length = Math.Min(words.Length, 123);
        // Not inside a character: the reason must be UTF-8.
        while (length < words.Length && (words[length] & 0xC0) == 0x80) length--;
        var frame = new byte[2 + 2 + length];
        Write(frame, WebSocketOpcode.Close, 2 + length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)code);
        words.AsSpan(0, length).CopyTo(frame.AsSpan(4));
        return frame;
    }
}
