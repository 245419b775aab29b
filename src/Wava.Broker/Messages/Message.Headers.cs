namespace Wava.Broker.Messages;

public sealed partial class Message
{
    /// <summary>All headers in their order, repeated ones included: <c>foreach</c> gives their unescaped octets.</summary>
    internal HeaderLines Headers => new(_wire.AsSpan(_start, _bodyStart - 1 - _start));

    /// <summary>Goes through the header lines of a message.</summary>
    internal ref struct HeaderLines(ReadOnlySpan<byte> lines)
    {
        private ReadOnlySpan<byte> _rest = lines;

        /// <summary>The unescaped name.</summary>
        public ReadOnlySpan<byte> Name { get; private set; }

        /// <summary>The unescaped value.</summary>
        public ReadOnlySpan<byte> Value { get; private set; }

        public readonly HeaderLines Current => this;

        public readonly HeaderLines GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_rest.IsEmpty) return false;
            int end = _rest.IndexOf(Lf);
            ReadOnlySpan<byte> line = _rest[..end];
            _rest = _rest[(end + 1)..];
            int colon = line.IndexOf((byte)':');
            Name = Decode(line[..colon]);
            Value = Decode(line[(colon + 1)..]);
            return true;
        }
    }
}
