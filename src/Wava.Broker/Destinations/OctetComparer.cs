using System.Numerics;
using System.Runtime.InteropServices;

namespace Wava.Broker.Destinations;

/// <summary>Lets a table be keyed by a destination's octets and be asked with octets that lie inside a message: no string, no array.</summary>
internal sealed class OctetComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly OctetComparer Instance = new();

    /// <summary>A hash that a stranger cannot foresee: the framework's own for text, over pairs of octets.</summary>
    public static int Hash(ReadOnlySpan<byte> octets)
    {
        int hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(octets));
        return (octets.Length & 1) == 0 ? hash : (int)BitOperations.RotateLeft((uint)hash, 5) ^ ((octets[^1] + 1) * 0x2545F491);
    }

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => Hash(obj);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => Hash(alternate);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
