using System.Text;

namespace Wava.Broker.Destinations;

/// <summary>The beginning of a part of all destinations: <c>/topic</c> covers <c>/topic</c> and <c>/topic/a</c>, never <c>/topicX</c>.</summary>
internal readonly struct DestinationPrefix
{
    private readonly byte[] _octets;
    private readonly byte _separator;

    public DestinationPrefix(string prefix, char separator)
    {
        _octets = Encoding.UTF8.GetBytes(prefix.TrimEnd('/'));
        _separator = (byte)separator;
    }

    /// <summary>How long it is: of two prefixes that cover a destination the longer one is meant.</summary>
    public int Length => _octets.Length;

    /// <summary>Whether the destination lies under the prefix.</summary>
    public bool Covers(ReadOnlySpan<byte> destination) =>
        destination.StartsWith(_octets)
        && (destination.Length == _octets.Length || _octets.Length == 0
            || destination[_octets.Length] == '/' || destination[_octets.Length] == _separator);
}
