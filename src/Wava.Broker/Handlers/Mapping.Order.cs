namespace Wava.Broker.Handlers;

internal sealed partial class Mapping : IComparable<Mapping>
{
    /// <summary>Orders mappings so that of those that claim one destination the most specific comes first.</summary>
    /// <remarks>
    /// They are compared segment by segment from the left: a literal, then one with gaps (that with more literal octets first), then a variable with a
    /// regular expression, then any segment, then the end of the mapping, then <c>**</c>. Where that does not tell, as for <c>a*</c> and <c>*b</c>, the
    /// alphabet does: there is never a tie, except between mappings of the same shape.
    /// </remarks>
    public int CompareTo(Mapping? other)
    {
        if (other is null) return -1;
        for (int i = 0; i < _segments.Length || i < other._segments.Length; i++)
        {
            MappingSegment? mine = i < _segments.Length ? _segments[i] : null, its = i < other._segments.Length ? other._segments[i] : null;
            int order = Rank(mine).CompareTo(Rank(its));
            if (order == 0) order = MappingSegment.CompareGaps(mine!, its!);
            if (order != 0) return order;
        }

        return string.CompareOrdinal(Shape, other.Shape);
    }

    // The end comes before '**' (/a before /a/**) and behind everything else (/**/a before /**).
    private static int Rank(MappingSegment? segment) => segment switch
    {
        null => (int)MappingSegmentKind.Deep,
        { Kind: MappingSegmentKind.Deep } => (int)MappingSegmentKind.Deep + 1,
        _ => (int)segment.Kind,
    };
}
