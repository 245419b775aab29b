namespace Wava.Broker.Destinations;

internal sealed partial class PatternTrie<T>
{
    /// <summary>What one search has to remember; each thread keeps one for the next search.</summary>
    private sealed class Search
    {
        // Beyond this the memory is given back rather than kept by every thread that ever saw a large search.
        private const int MostKept = 1024;

        [ThreadStatic]
        private static Search? Kept;

        private readonly HashSet<Node> _begun = [];
        private List<(Node Node, bool Stays)> _next = [];

        public List<(Node Node, bool Stays)> Reached { get; private set; } = [];

        public static Search Begin()
        {
            Search search = Kept ?? new Search();
            Kept = null;
            return search;
        }

        /// <summary>Reaches a node, and every '**' behind it, for that may stand for nothing.</summary>
        public void Reach(Node node, int followingSeparator) => Reach(node, stays: false, followingSeparator);

        /// <summary>Reaches again a '**' that has begun: it may stand for any segment more.</summary>
        public void Stay(Node node, int followingSeparator) => Reach(node, stays: true, followingSeparator);

        private void Reach(Node node, bool stays, int followingSeparator)
        {
            _next.Add((node, stays));
            foreach (Node deep in node.Deep)
            {
                if (_begun.Contains(deep)) continue;
                bool begins = deep.Segment.MayBegin(followingSeparator);
                if (begins) _begun.Add(deep);
                Reach(deep, begins, followingSeparator);
            }
        }

        /// <summary>Goes on to what was reached; false when that is nothing.</summary>
        public bool Advance()
        {
            (Reached, _next) = (_next, Reached);
            _next.Clear();
            return Reached.Count > 0;
        }

        public void End()
        {
            Reached.Clear();
            _next.Clear();
            if (_begun.Count > 0) _begun.Clear();
            if (Math.Max(Reached.Capacity, Math.Max(_next.Capacity, _begun.Capacity)) <= MostKept) Kept = this;
        }
    }
}
