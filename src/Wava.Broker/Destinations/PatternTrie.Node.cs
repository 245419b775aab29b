namespace Wava.Broker.Destinations;

internal sealed partial class PatternTrie<T>
{
    /// <summary>One segment of one or more patterns. Written under the trie's lock, read without.</summary>
    private sealed class Node(PatternSegment segment, Node? parent)
    {
        private volatile Children? _literals;
        private volatile Node[] _wild = [];
        private volatile Node[] _deep = [];
        private volatile Bag? _entries;

        public PatternSegment Segment { get; } = segment;

        public Node? Parent { get; } = parent;

        public Children? Literals => _literals;

        public Node[] Wild => _wild;

        public Node[] Deep => _deep;

        public bool IsBare => _entries is null && _literals is null && _wild.Length == 0 && _deep.Length == 0;

        public Node? Find(PatternSegment segment) => segment.Kind switch
        {
            SegmentKind.Literal => _literals?.Find(segment.Text, Children.Hash(segment.Text)),
            SegmentKind.Deep => Find(_deep, segment),
            _ => Find(_wild, segment),
        };

        public Node FindOrAdd(PatternSegment segment)
        {
            if (Find(segment) is { } found) return found;

            var added = new Node(segment, this);
            switch (segment.Kind)
            {
                case SegmentKind.Literal:
                    _literals = (_literals ?? Children.Empty()).With(added);
                    break;
                case SegmentKind.Deep:
                    _deep = [.. _deep, added];
                    break;
                default:
                    _wild = [.. _wild, added];
                    break;
            }

            return added;
        }

        public void Drop(Node child)
        {
            switch (child.Segment.Kind)
            {
                case SegmentKind.Literal:
                    _literals = _literals!.Without(child);
                    break;
                case SegmentKind.Deep:
                    _deep = Array.FindAll(_deep, n => n != child);
                    break;
                default:
                    _wild = Array.FindAll(_wild, n => n != child);
                    break;
            }
        }

        public void AddEntry(T entry) => _entries = (_entries ?? new Bag([], 0)).With(entry);

        public bool RemoveEntry(T entry)
        {
            if (_entries is not { } entries || !entries.TryRemove(entry, out Bag? rest)) return false;
            _entries = rest;
            return true;
        }

        public void CopyEntries(List<T> into) => _entries?.CopyTo(into);

        private static Node? Find(Node[] nodes, PatternSegment segment)
        {
            foreach (Node node in nodes)
                if (node.Segment.Text.AsSpan().SequenceEqual(segment.Text)) return node;
            return null;
        }
    }
}
