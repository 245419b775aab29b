using System.Buffers;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Octets in rented memory that grows as needed. A mutable struct: whoever passes it on passes it by reference, and has it no more.</summary>
internal struct OctetBuffer
{
    private const int Least = 256;
    private byte[]? _octets;

    /// <summary>How many octets there are.</summary>
    public int Length { get; private set; }

    public readonly bool IsEmpty => Length == 0;

    public readonly ReadOnlySpan<byte> Span => _octets.AsSpan(0, Length);

    public readonly ReadOnlyMemory<byte> Memory => _octets.AsMemory(0, Length);

    /// <summary>Room for so many octets more; <see cref="Advance"/> says how many were put there.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_octets is null) _octets = ArrayPool<byte>.Shared.Rent(Math.Max(count, Least));
        else if (_octets.Length - Length < count) Grow(count);
        return _octets.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Append(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(Reserve(octets.Length));
        Length += octets.Length;
    }

    public void Append(byte octet)
    {
        Reserve(1)[0] = octet;
        Length++;
    }

    /// <summary>Takes the octets off the front.</summary>
    public void Remove(int count)
    {
        _octets.AsSpan(count, Length - count).CopyTo(_octets);
        Length -= count;
        if (Length == 0) Release();
    }

    /// <summary>Hands the octets over and is empty.</summary>
    public OctetBuffer Take()
    {
        OctetBuffer taken = this;
        this = default;
        return taken;
    }

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        if (_octets is not null) ArrayPool<byte>.Shared.Return(_octets);
        this = default;
    }

    private void Grow(int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + count, Length * 2));
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_octets!);
        _octets = larger;
    }
}
