using System.Buffers;

namespace Wava.Broker.Destinations;

/// <summary>The rules a destination must keep to before anything looks it up.</summary>
internal static class DestinationName
{
    // 0xC2 leads U+0080 to U+00BF, of which the first half are control characters too.
    private static readonly byte[] Controls = [.. Enumerable.Range(0, 0x20).Select(c => (byte)c), 0x7F, 0xC2];
    private static readonly SearchValues<byte> Slashed = SearchValues.Create([(byte)'/', .. Controls]);
    private static readonly SearchValues<byte> Dotted = SearchValues.Create([(byte)'/', (byte)'.', .. Controls]);

    /// <summary>What is wrong with <paramref name="name"/>, as a sentence; null when nothing is.</summary>
    /// <param name="name">The destination, decoded.</param>
    /// <param name="maxLength">The most octets it may have.</param>
    /// <param name="separator">'/' for names such as /topic/a/b; '.' for names such as /topic/a.b, where both separate.</param>
    public static string? Validate(ReadOnlySpan<byte> name, int maxLength, char separator)
    {
        if (name.IsEmpty) return "The destination is empty.";
        if (name.Length > maxLength)
            return $"The destination has {name.Length} octets; at most {maxLength} are allowed (Limits.MaxDestinationLength).";

        bool dotted = separator == '.';
        SearchValues<byte> stops = dotted ? Dotted : Slashed;
        int start = name[0] == '/' ? 1 : 0;
        int at = start;
        while (true)
        {
            int found = name[at..].IndexOfAny(stops);
            int end = found < 0 ? name.Length : at + found;
            if (end < name.Length && name[end] is not ((byte)'/' or (byte)'.'))
            {
                if (name[end] == 0xC2 && !(end + 1 < name.Length && name[end + 1] < 0xA0))
                {
                    at = end + 1;
                    continue;
                }

                return $"The destination has a control character at octet {end + 1}.";
            }

            ReadOnlySpan<byte> segment = name[start..end];
            if (segment.IsEmpty)
            {
                return end < name.Length
                    ? $"The destination has an empty segment at octet {end + 1}."
                    : "The destination ends with a separator.";
            }

            if (!dotted && (segment.SequenceEqual("."u8) || segment.SequenceEqual(".."u8)))
                return "The destination has a segment '.' or '..'; destinations are not relative.";
            if (end == name.Length) return null;
            start = at = end + 1;
        }
    }
}
