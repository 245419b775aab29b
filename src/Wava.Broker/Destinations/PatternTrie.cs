namespace Wava.Broker.Destinations;

/// <summary>Finds every subscription whose pattern stands for a destination.</summary>
/// <remarks>
/// <para>The problem. A message must find its subscribers among thousands of patterns without trying each; strangers write the patterns,
/// so /**/a/**/b/**/c must not make the search explode; and messages must not wait for those who subscribe.</para>
/// <para>The idea. Patterns are stored in a tree, one edge a segment, so that those that begin alike share their beginning. Literal
/// edges stand in a hash table, the few others (*, PRICE*, **) in arrays. A search reads the destination once, segment by segment, and
/// keeps the set of nodes that are reached. A node has one parent, so it can be reached twice at the same segment only through '**',
/// which stays reached once it has begun. Therefore a begun '**' is remembered and never entered again; that single rule makes every
/// entry appear once and bounds the search.</para>
/// <para>Readers take no lock. Nodes stay; what hangs on them (tables, arrays, bags of entries) is either replaced as a whole or only
/// grows, so that a reader sees a change entirely or not at all, and never misses what did not change. Writers take turns.</para>
/// <para>The cost. Per segment of the destination: one hash, and one look-up plus one try per non-literal edge for each node reached. At
/// worst (all patterns full of '**') that is the size of the tree times the number of segments, never more. A search allocates nothing
/// beyond what the caller's list needs. Adding costs the length of the pattern; removing, in addition, the entries of that pattern.</para>
/// </remarks>
internal sealed partial class PatternTrie<T>(char separator = '/')
    where T : class
{
    private readonly Lock _writing = new();
    private readonly Node _root = new(default, null);
    private readonly bool _dotted = separator == '.';
    private int _count;
    private int _version;

    /// <summary>How many entries there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Another number after each change. Whoever reads it before <see cref="Match"/> may keep the result until the number is another one.
    /// </summary>
    public int Version => Volatile.Read(ref _version);

    public void Add(DestinationPattern pattern, T entry)
    {
        ThrowIfForeign(pattern);
        lock (_writing)
        {
            Node node = _root;
            foreach (PatternSegment segment in pattern.Segments) node = node.FindOrAdd(segment);
            node.AddEntry(entry);
            Changed(1);
        }
    }

    /// <summary>Takes one such entry away; false when there is none.</summary>
    public bool Remove(DestinationPattern pattern, T entry)
    {
        ThrowIfForeign(pattern);
        lock (_writing)
        {
            Node? node = _root;
            foreach (PatternSegment segment in pattern.Segments)
            {
                node = node.Find(segment);
                if (node is null) return false;
            }

            if (!node.RemoveEntry(entry)) return false;
            for (; node is { IsBare: true, Parent: { } parent }; node = parent) parent.Drop(node);
            Changed(-1);
            return true;
        }
    }

    /// <summary>Adds to <paramref name="into"/> the entries of all patterns that match, each as often as it was added.</summary>
    public void Match(ReadOnlySpan<byte> destination, List<T> into)
    {
        if (Count == 0) return;

        Search search = Search.Begin();
        var reader = new SegmentReader(destination, _dotted);
        int separator = reader.NextSeparator;
        search.Reach(_root, separator);
        while (search.Advance() && reader.TryRead(out ReadOnlySpan<byte> segment))
        {
            int following = reader.NextSeparator;
            int hash = Children.Hash(segment);
            foreach ((Node node, bool stays) in search.Reached)
            {
                if (stays) search.Stay(node, following);
                if (node.Literals?.Find(segment, hash) is { } literal) search.Reach(literal, following);
                foreach (Node wild in node.Wild)
                    if (wild.Segment.Matches(segment, separator)) search.Reach(wild, following);
            }

            separator = following;
        }

        foreach ((Node node, _) in search.Reached) node.CopyEntries(into);
        search.End();
    }

    // After the change is to be seen: who reads the new number must not find the old tree.
    private void Changed(int by)
    {
        Volatile.Write(ref _count, _count + by);
        Volatile.Write(ref _version, _version + 1);
    }

    private void ThrowIfForeign(DestinationPattern pattern)
    {
        if (pattern.Dotted != _dotted) throw new ArgumentException("The pattern was read with another separator.", nameof(pattern));
    }
}
