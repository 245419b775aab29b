namespace Wava.Broker.Frames;

/// <summary>
/// A frame where it was found: a table of positions over octets that belong to somebody else. There is one of these to a reader; what it
/// shows is valid until the reader is called again or disposed of, and until the input that was read from is given back.
/// </summary>
public sealed class StompFrame
{
    private HeaderTable? _table;

    // A place in the table's First counts only when its header's bit is set here, so nothing needs clearing.
    private ulong _present;
    private ReadOnlyMemory<byte> _octets;
    private int _bodyStart;
    private int _bodyLength;

    internal StompFrame()
    {
    }

    /// <summary>What the frame asks for or tells.</summary>
    public StompCommand Command { get; internal set; }

    /// <summary>
    /// The dialect that the frame was read in. A session sets it for CONNECT once it knows better: at 1.0 the blanks around values go.
    /// </summary>
    public StompVersion Version { get; internal set; }

    /// <summary>The body; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body => _octets.Slice(_bodyStart, _bodyLength);

    /// <summary>The number of headers, repeated ones included.</summary>
    public int HeaderCount { get; private set; }

    /// <summary>The number of octets that the frame took on the wire, its NUL included and line ends around it not.</summary>
    public int WireSize { get; private set; }

    /// <summary>The header at that place, counted from 0 in the order of the wire.</summary>
    public StompHeader GetHeader(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)HeaderCount, nameof(index));
        return At(index);
    }

    /// <summary>The first header of that kind, which is the one that counts.</summary>
    public bool TryGetHeader(KnownHeader id, out StompHeader header)
    {
        if (!Has(id))
        {
            header = default;
            return false;
        }

        header = At(_table!.First[(int)id]);
        return true;
    }

    /// <summary>The first header of that (decoded) name, which is the one that counts; for names that are not known ones.</summary>
    public bool TryGetHeader(ReadOnlySpan<byte> decodedName, out StompHeader header)
    {
        for (int i = 0; i < HeaderCount; i++)
        {
            header = At(i);
            if (header.NameEquals(decodedName)) return true;
        }

        header = default;
        return false;
    }

    /// <summary>Whether there is a header of that kind.</summary>
    public bool Has(KnownHeader id) => (_present & (1UL << (int)id)) != 0;

    /// <summary>The decoded value of the first header of that kind; null when there is none.</summary>
    public string? GetString(KnownHeader id) => TryGetHeader(id, out StompHeader header) ? header.GetValue() : null;

    internal void Reset()
    {
        Command = StompCommand.Unknown;
        HeaderCount = 0;
        WireSize = 0;
        _present = 0;
        _octets = default;
        _bodyStart = 0;
        _bodyLength = 0;
    }

    /// <summary>Gives the table back: there is nothing more to show.</summary>
    internal void Release()
    {
        if (_table is null) return;
        Reset();
        HeaderTable.Return(_table);
        _table = null;
    }

    internal void Add(in HeaderEntry entry)
    {
        HeaderTable table = _table ??= HeaderTable.Rent();
        table.Reserve(HeaderCount);
        ulong bit = entry.Id == KnownHeader.None ? 0 : 1UL << (int)entry.Id;
        if ((_present & bit) == 0)
        {
            _present |= bit;
            table.First[(int)entry.Id] = HeaderCount;
        }

        table[HeaderCount++] = entry;
    }

    internal void SetBody(int start, int length)
    {
        _bodyStart = start;
        _bodyLength = length;
        WireSize = start + length + 1;
    }

    internal void SetOctets(ReadOnlyMemory<byte> octets) => _octets = octets;

    // While the frame is still being read: its octets are nowhere yet.
    internal ReadOnlySpan<byte> RawValueIn(ReadOnlySpan<byte> octets, KnownHeader id)
    {
        ref readonly HeaderEntry entry = ref _table![_table.First[(int)id]];
        return octets[(entry.Colon + 1)..entry.ValueEnd];
    }

    private StompHeader At(int index)
    {
        ref readonly HeaderEntry entry = ref _table![index];
        ReadOnlySpan<byte> octets = _octets.Span;
        ReadOnlySpan<byte> name = octets[entry.NameStart..entry.Colon];
        ReadOnlySpan<byte> value = octets[(entry.Colon + 1)..entry.ValueEnd];
        if (Version == StompVersion.V10) value = value.Trim(" \t"u8);
        return new StompHeader(name, value, entry, StompCommands.BeginsSession(Command) ? StompVersion.V10 : Version);
    }
}
