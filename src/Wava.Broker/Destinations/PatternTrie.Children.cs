using System.Numerics;
using System.Runtime.InteropServices;

namespace Wava.Broker.Destinations;

internal sealed partial class PatternTrie<T>
{
    /// <summary>A hash table of nodes by their octets: one writer, readers without lock, looked up by a span.</summary>
    private sealed class Children
    {
        private readonly Link?[] _buckets;
        private int _count;

        private Children(int size) => _buckets = new Link?[size];

        public static Children Empty() => new(2);

        /// <summary>A hash that a stranger cannot foresee: the framework's own for text, over pairs of octets.</summary>
        public static int Hash(ReadOnlySpan<byte> segment)
        {
            int hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(segment));
            return (segment.Length & 1) == 0 ? hash : (int)BitOperations.RotateLeft((uint)hash, 5) ^ (segment[^1] + 1) * 0x2545F491;
        }

        public Node? Find(ReadOnlySpan<byte> segment, int hash)
        {
            for (Link? link = Volatile.Read(ref _buckets[hash & (_buckets.Length - 1)]); link is not null; link = link.Next)
                if (link.Hash == hash && segment.SequenceEqual(link.Node.Segment.Text)) return link.Node;
            return null;
        }

        public Children With(Node node)
        {
            Children table = _count < _buckets.Length ? this : Enlarged();
            table.Put(node, Hash(node.Segment.Text));
            return table;
        }

        /// <summary>The table without a node; null when it was the last one.</summary>
        public Children? Without(Node node)
        {
            if (_count == 1) return null;

            ref Link? bucket = ref _buckets[Hash(node.Segment.Text) & (_buckets.Length - 1)];
            Link? rest = null;
            for (Link? link = bucket; link is not null; link = link.Next)
                if (link.Node != node) rest = new Link(link.Node, link.Hash, rest);
            Volatile.Write(ref bucket, rest);
            _count--;
            return this;
        }

        private Children Enlarged()
        {
            var larger = new Children(_buckets.Length * 2);
            foreach (Link? bucket in _buckets)
                for (Link? link = bucket; link is not null; link = link.Next) larger.Put(link.Node, link.Hash);
            return larger;
        }

        private void Put(Node node, int hash)
        {
            ref Link? bucket = ref _buckets[hash & (_buckets.Length - 1)];
            Volatile.Write(ref bucket, new Link(node, hash, bucket));
            _count++;
        }

        // Never changed once it can be seen; a shorter chain is a new chain.
        private sealed class Link(Node node, int hash, Link? next)
        {
            public readonly Node Node = node;
            public readonly int Hash = hash;
            public readonly Link? Next = next;
        }
    }
}
