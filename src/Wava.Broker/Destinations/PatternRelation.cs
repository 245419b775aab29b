namespace Wava.Broker.Destinations;

/// <summary>How two patterns lie to each other: whether one covers all of the other, whether they have any destination in common.</summary>
/// <remarks>
/// <para>The problem. Who subscribes to a pattern asks for every destination it stands for, and these are without number. A rule is about a pattern
/// too. Nobody can try the destinations one by one.</para>
/// <para>The idea, for covering. In place of all that a <c>*</c> may stand for, one text is tried that occurs in no pattern: destinations have no
/// control characters, so such a character is always new. Only a <c>*</c> of the other pattern can match it, and that would have matched anything
/// else as well. So one trial answers for all. What remains is <c>**</c>, which may stand for any number of such segments: the pattern that is to
/// cover is read as an automaton (<see cref="DestinationPattern.Advance"/>), and for each place in the other pattern all sets of states are
/// visited in which it can be, which are few, as the same segment comes again and again.</para>
/// <para>The idea, for meeting. Both patterns are walked through side by side, a segment at a time that both allow.</para>
/// <para>The cost. Segments of one times segments of the other, as a rule. A stranger might write a pattern with very many sets of states: after
/// <see cref="MostVisits"/> the answer is "not covered", which is the careful one.</para>
/// </remarks>
internal static partial class PatternRelation
{
    /// <summary>How many sets of states are looked at.</summary>
    private const int MostVisits = 1024;

    // Nothing that a pattern can contain: DestinationName.Validate refuses control characters.
    private const byte New = 1;

    /// <summary>Whether <paramref name="whole"/> stands for every destination that <paramref name="part"/> stands for.</summary>
    /// <remarks>Both were read with the same separator.</remarks>
    public static bool Covers(DestinationPattern whole, DestinationPattern part)
    {
        if (part.IsLiteral) return whole.Matches(part.ToString());
        return !whole.IsLiteral && new Coverage(whole, part).IsFull();
    }

    /// <summary>One question whether one pattern covers another.</summary>
    private sealed class Coverage(DestinationPattern whole, DestinationPattern part)
    {
        private readonly HashSet<Place> _seen = [];
        private readonly Stack<Place> _open = new();

        public bool IsFull()
        {
            Visit(new Place(0, false, true, whole.Begin(), 0));
            while (_open.TryPop(out Place place))
            {
                // Every place of a pattern leads to some end of it: without states, that end is not covered.
                if (place.States == 0 || _seen.Count > MostVisits) return false;
                if (place.At < part.Segments.Length) Go(place, part.Segments[place.At]);
                else if (!place.IsStart && !whole.IsEnd(place.States)) return false;
            }

            return true;
        }

        private void Go(Place place, PatternSegment segment)
        {
            if (segment.Kind != SegmentKind.Deep)
            {
                byte[] text = segment.Text;
                if (segment.Kind != SegmentKind.Literal) text.AsSpan().Replace(text = new byte[text.Length], (byte)'*', New);
                Read(place, place.At + 1, false, text, segment.Separator);
                return;
            }

            Visit(place with { At = place.At + 1, Begun = false });
            if (!place.Begun && segment.Separator != 0)
            {
                Read(place, place.At, true, [segment.Separator, New], segment.Separator);
                return;
            }

            if (!place.Begun) Read(place, place.At, true, [New], 0);
            Read(place, place.At, true, [(byte)'/', New], (byte)'/');
            if (part.Dotted) Read(place, place.At, true, [(byte)'.', New], (byte)'.');
        }

        private void Read(Place place, int at, bool begun, ReadOnlySpan<byte> segment, byte separator)
        {
            // No destination begins with a dot that separates.
            if (place.IsStart && separator == '.') return;
            ulong wholeBegun = place.WholeBegun;
            ulong states = whole.Advance(place.States, ref wholeBegun, segment, separator);
            Visit(new Place(at, begun, false, states, wholeBegun));
        }

        private void Visit(Place place)
        {
            if (_seen.Add(place)) _open.Push(place);
        }
    }

    /// <summary>A place in the pattern that is to be covered, and all states in which the other one can be there.</summary>
    /// <param name="At">The segment that comes next.</param>
    /// <param name="Begun">Whether that segment is a '**' that has begun.</param>
    /// <param name="IsStart">Whether no segment was read: there is no destination without any.</param>
    /// <param name="States">The states of the pattern that is to cover.</param>
    /// <param name="WholeBegun">Which '**' of it have begun.</param>
    private readonly record struct Place(int At, bool Begun, bool IsStart, ulong States, ulong WholeBegun);
}
