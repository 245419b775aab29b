namespace Wava.Broker.Destinations;

/// <summary>
/// The segments of a destination, one after another, each with the separator in front of it: /topic/a.b is "/topic", "/a", ".b".
/// </summary>
/// <remarks>
/// The separator stays with its segment so that "/a" and "a", or "/a" and ".a", remain different names without further bookkeeping.
/// </remarks>
internal ref struct SegmentReader(ReadOnlySpan<byte> name, bool dotted)
{
    private ReadOnlySpan<byte> _rest = name;

    public static bool IsSeparator(byte octet, bool dotted) => octet == '/' || (dotted && octet == '.');

    /// <summary>The separator with which the next segment begins; 0 when there is none, -1 when there is no next segment.</summary>
    public readonly int NextSeparator => _rest.IsEmpty ? -1 : IsSeparator(_rest[0], dotted) ? _rest[0] : 0;

    public bool TryRead(out ReadOnlySpan<byte> segment)
    {
        if (_rest.IsEmpty)
        {
            segment = default;
            return false;
        }

        ReadOnlySpan<byte> tail = _rest[1..];
        int end = dotted ? tail.IndexOfAny((byte)'/', (byte)'.') : tail.IndexOf((byte)'/');
        segment = end < 0 ? _rest : _rest[..(end + 1)];
        _rest = _rest[segment.Length..];
        return true;
    }
}
