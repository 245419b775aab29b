using System.Numerics;
using System.Runtime.InteropServices;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>The exclusive-or of RFC 6455, section 5.3, many octets at a time.</summary>
internal static class Masking
{
    /// <summary>Masks, or unmasks, octets with a mask given as it stands on the wire, read little-endian.</summary>
    public static void Apply(Span<byte> octets, uint mask)
    {
        if (octets.Length >= Vector<byte>.Count)
        {
            Vector<byte> wide = Vector.AsVectorByte(new Vector<uint>(mask));
            Span<Vector<byte>> vectors = MemoryMarshal.Cast<byte, Vector<byte>>(octets);
            for (int i = 0; i < vectors.Length; i++) vectors[i] ^= wide;
            octets = octets[(vectors.Length * Vector<byte>.Count)..];
        }

        // A vector's length is a multiple of four, so the mask's turn is still at its beginning.
        for (int i = 0; i < octets.Length; i++) octets[i] ^= (byte)(mask >> ((i & 3) * 8));
    }
}
