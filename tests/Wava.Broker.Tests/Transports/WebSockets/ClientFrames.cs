using System.Buffers.Binary;
using System.Text;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Broker.Tests.Transports.WebSockets;

/// <summary>The frames of a WebSocket client, well-formed or as wrong as a test wants them.</summary>
internal static class ClientFrames
{
    public static readonly byte[] Mask = [0x37, 0xFA, 0x21, 0x3D];

    public static byte[] Text(string text, bool final = true) => Frame(WebSocketOpcode.Text, Encoding.UTF8.GetBytes(text), final);

    public static byte[] Frame(WebSocketOpcode opcode, byte[] payload, bool final = true, int reserved = 0, bool masked = true, int lengthSize = 0)
    {
        if (lengthSize == 0) lengthSize = payload.Length switch { < 126 => 1, <= 0xFFFF => 2, _ => 8 };
        List<byte> frame = [(byte)((final ? 0x80 : 0) | (reserved << 4) | (byte)opcode)];
        byte maskBit = masked ? (byte)0x80 : (byte)0;
        switch (lengthSize)
        {
            case 1:
                frame.Add((byte)(maskBit | payload.Length));
                break;
            case 2:
                frame.AddRange([(byte)(maskBit | 126), (byte)(payload.Length >> 8), (byte)payload.Length]);
                break;
            default:
                frame.Add((byte)(maskBit | 127));
                var length = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
                frame.AddRange(length);
                break;
        }

        if (masked) frame.AddRange(Mask);
        frame.AddRange(payload.Select((octet, i) => (byte)(octet ^ (masked ? Mask[i % 4] : 0))));
        return [.. frame];
    }

    public static byte[] Close(int? code, string reason = "") => Frame(
        WebSocketOpcode.Close,
        code is { } number ? [(byte)(number >> 8), (byte)number, .. Encoding.UTF8.GetBytes(reason)] : []);
}
