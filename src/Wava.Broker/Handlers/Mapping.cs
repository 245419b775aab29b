using System.Collections.Immutable;
using Wava.Broker.Destinations;

namespace Wava.Broker.Handlers;

/// <summary>One destination, or pattern of destinations, that a handler claims: application prefix left out, variables in braces.</summary>
/// <remarks>
/// <para>
/// <c>/chat/{room}</c>, <c>/orders/{number:[0-9]+}</c>, <c>/files/{name}.json</c>, <c>/logs/*</c>, <c>/logs/**</c>. The slash in front may be left
/// out. Where '.' separates as well, <c>room.{id}</c> has two segments, and each separator stands for itself.
/// </para>
/// <para>
/// Matching walks over the octets once; only a <c>**</c> can make it go back, to let the last one of them take one segment more. So it takes at most
/// segments of one times segments of the other, whatever a stranger sends. Strings are made for the values of variables only, and only once all matches.
/// </para>
/// </remarks>
internal sealed partial class Mapping
{
    private readonly MappingSegment[] _segments;
    private readonly bool _dotted;

    private Mapping(string text, MappingSegment[] segments, bool dotted)
    {
        (Text, _segments, _dotted) = (text, segments, dotted);
        Variables = [.. segments.SelectMany(segment => segment.Variables)];
        Shape = string.Concat(segments.Select(segment => segment.Shape));
        if (Array.TrueForAll(segments, segment => segment.Kind == MappingSegmentKind.Literal))
            Exact = System.Text.Encoding.UTF8.GetBytes(text)[1..];
    }

    /// <summary>The names of its variables, in the order of their appearance.</summary>
    public ImmutableArray<string> Variables { get; }

    /// <summary>The mapping as it was written, with a slash in front.</summary>
    public string Text { get; }

    /// <summary>The mapping as it would be written if variables had no names: two of the same shape claim the same.</summary>
    public string Shape { get; }

    /// <summary>The octets of the one destination that it claims, without the separator in front; null when it claims more than one.</summary>
    public byte[]? Exact { get; }

    /// <summary>What its destinations begin with, up to their first separator; null when that is not the same for all.</summary>
    public byte[]? First => _segments is [{ Kind: MappingSegmentKind.Literal } first, ..] ? first.Literal : null;

    public override string ToString() => Text;

    /// <summary>A destination without the separator that it may begin with.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> destination, bool dotted) =>
        !destination.IsEmpty && SegmentReader.IsSeparator(destination[0], dotted) ? destination[1..] : destination;

    /// <summary>Where the first segment of a destination ends that has been trimmed.</summary>
    public static int EndOfSegment(ReadOnlySpan<byte> destination, bool dotted)
    {
        int end = dotted ? destination.IndexOfAny((byte)'/', (byte)'.') : destination.IndexOf((byte)'/');
        return end < 0 ? destination.Length : end;
    }

    /// <summary>Whether the mapping claims a destination.</summary>
    /// <param name="destination">The destination without its application prefix and without the separator in front.</param>
    /// <param name="values">What the variables stand for; null when there are none.</param>
    public bool TryMatch(ReadOnlySpan<byte> destination, out string[]? values)
    {
        values = null;
        Span<Range> found = stackalloc Range[_segments.Length];
        if (!Walk(destination, found)) return false;
        if (Variables.IsEmpty) return true;

        values = new string[Variables.Length];
        int variable = 0;
        for (int i = 0; i < _segments.Length; i++)
        {
            int count = _segments[i].Variables.Length;
            if (count == 0) continue;
            _segments[i].Read(destination[found[i]], values.AsSpan(variable, count));
            variable += count;
        }

        return true;
    }

    private bool Walk(ReadOnlySpan<byte> destination, Span<Range> found)
    {
        int p = 0, at = 0, deep = -1, resume = 0;
        bool begun = false;
        while (true)
        {
            if (p < _segments.Length && _segments[p].Kind == MappingSegmentKind.Deep)
            {
                // It may stand for nothing; to let it stand for more, we come back here.
                (deep, resume, begun) = (p++, at, false);
            }
            else if (at == destination.Length)
            {
                return p == _segments.Length;
            }
            else if (p < _segments.Length && Meets(_segments[p], destination, at, out Range text))
            {
                found[p++] = text;
                at = text.End.Value;
            }
            else if (deep >= 0 && resume < destination.Length && (begun || SeparatorAt(destination, resume) == _segments[deep].Separator))
            {
                resume = at = Segment(destination, resume).End.Value;
                p = deep + 1;
                begun = true;
            }
            else
            {
                return false;
            }
        }
    }

    private bool Meets(MappingSegment segment, ReadOnlySpan<byte> destination, int at, out Range text)
    {
        text = Segment(destination, at);
        return SeparatorAt(destination, at) == segment.Separator && segment.Matches(destination[text]);
    }

    // The one in front of all is a slash in every mapping, and left out of the destination.
    private static byte SeparatorAt(ReadOnlySpan<byte> destination, int at) => at == 0 ? (byte)'/' : destination[at];

    /// <summary>The segment that begins at this place, without its separator. Only the first has none.</summary>
    private Range Segment(ReadOnlySpan<byte> destination, int at)
    {
        int start = at == 0 ? 0 : at + 1;
        return start..(start + EndOfSegment(destination[start..], _dotted));
    }
}
