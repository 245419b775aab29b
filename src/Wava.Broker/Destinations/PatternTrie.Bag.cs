namespace Wava.Broker.Destinations;

internal sealed partial class PatternTrie<T>
{
    /// <summary>
    /// The entries of one pattern. A thousand subscribers to one pattern must not cost a thousand copies: adding fills the next free
    /// place, removing empties one, a place is never filled twice, and a new bag is made only when this one is full or half empty.
    /// </summary>
    private sealed class Bag
    {
        private readonly T?[] _places;
        private int _used;
        private int _live;

        public Bag(ReadOnlySpan<T?> from, int live)
        {
            _places = new T?[Math.Max(1, live * 2)];
            foreach (T? entry in from)
                if (entry is not null) _places[_used++] = entry;
            _live = _used;
        }

        public Bag With(T entry)
        {
            if (_used == _places.Length) return new Bag(_places, _live).With(entry);

            _places[_used] = entry;
            Volatile.Write(ref _used, _used + 1);
            _live++;
            return this;
        }

        public bool TryRemove(T entry, out Bag? rest)
        {
            rest = this;
            for (int i = 0; i < _used; i++)
            {
                if (!ReferenceEquals(_places[i], entry)) continue;
                Volatile.Write(ref _places[i], null);
                _live--;
                if (_live == 0) rest = null;
                else if (_used > 8 && _live < _used / 2) rest = new Bag(_places, _live);
                return true;
            }

            return false;
        }

        public void CopyTo(List<T> into)
        {
            int used = Volatile.Read(ref _used);
            for (int i = 0; i < used; i++)
                if (Volatile.Read(ref _places[i]) is { } entry) into.Add(entry);
        }
    }
}
