namespace Wava.Broker.Destinations;

internal static partial class PatternRelation
{
    // What a '**' that has begun goes on with: any separator.
    private const int AnySeparator = -1;

    /// <summary>Whether there is a destination that both patterns stand for.</summary>
    /// <remarks>Both were read with the same separator.</remarks>
    public static bool Meet(DestinationPattern a, DestinationPattern b)
    {
        if (a.IsLiteral) return b.Matches(a.ToString());
        return b.IsLiteral ? a.Matches(b.ToString()) : Meet(a.Segments, b.Segments);
    }

    private static bool Meet(PatternSegment[] a, PatternSegment[] b)
    {
        var seen = new HashSet<Pair>();
        var open = new Stack<Pair>();
        Visit(new Pair(0, false, 0, false, true));
        while (open.TryPop(out Pair at))
        {
            bool aEnds = at.A == a.Length, bEnds = at.B == b.Length;
            if (aEnds && bEnds && !at.IsStart) return true;
            bool aDeep = !aEnds && a[at.A].Kind == SegmentKind.Deep, bDeep = !bEnds && b[at.B].Kind == SegmentKind.Deep;
            if (aDeep) Visit(at with { A = at.A + 1, ABegun = false });
            if (bDeep) Visit(at with { B = at.B + 1, BBegun = false });
            if (aEnds || bEnds || !MeetOnce(a[at.A], at.ABegun, b[at.B], at.BBegun, at.IsStart)) continue;
            Visit(new Pair(aDeep ? at.A : at.A + 1, aDeep, bDeep ? at.B : at.B + 1, bDeep, false));
        }

        return false;

        void Visit(Pair pair)
        {
            if (seen.Add(pair)) open.Push(pair);
        }
    }

    /// <summary>Whether there is one segment of a destination that both allow.</summary>
    private static bool MeetOnce(in PatternSegment a, bool aBegun, in PatternSegment b, bool bBegun, bool isStart)
    {
        int left = SeparatorOf(a, aBegun), right = SeparatorOf(b, bBegun);
        if (left != right && left != AnySeparator && right != AnySeparator) return false;
        // No destination begins with a dot that separates.
        if (isStart && (left == '.' || right == '.')) return false;
        if (a.Kind is SegmentKind.Deep or SegmentKind.Any || b.Kind is SegmentKind.Deep or SegmentKind.Any) return true;
        if (a.Kind == SegmentKind.Literal) return b.Matches(a.Text, a.Separator);
        return b.Kind == SegmentKind.Literal ? a.Matches(b.Text, b.Separator) : GlobsMeet(a.Text, b.Text);
    }

    // A '**' without a separator stands at the very beginning, where a destination may begin with one or without.
    private static int SeparatorOf(in PatternSegment segment, bool begun) =>
        segment.Kind == SegmentKind.Deep && (begun || segment.Separator == 0) ? AnySeparator : segment.Separator;

    /// <summary>Whether two texts with gaps can be filled to become the same: a table of both, row by row.</summary>
    private static bool GlobsMeet(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        // meets[j]: what is behind the current octet of a, and what is behind octet j of b, can become the same.
        var below = new bool[b.Length + 1];
        var meets = new bool[b.Length + 1];
        for (int i = a.Length; i >= 0; i--)
        {
            for (int j = b.Length; j >= 0; j--)
            {
                bool aStar = i < a.Length && a[i] == '*', bStar = j < b.Length && b[j] == '*';
                meets[j] = (i == a.Length && j == b.Length)
                    || (i < a.Length && (aStar || bStar) && below[j])
                    || (j < b.Length && (aStar || bStar) && meets[j + 1])
                    || (i < a.Length && j < b.Length && a[i] == b[j] && below[j + 1]);
            }

            (below, meets) = (meets, below);
        }

        return below[0];
    }

    /// <summary>A place in each of two patterns that the same segments lead to.</summary>
    private readonly record struct Pair(int A, bool ABegun, int B, bool BBegun, bool IsStart);
}
