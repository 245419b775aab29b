namespace Wava.Broker.Frames;

/// <summary>Where a frame's headers stand. Lent to a frame while there is one to read, so that an idle connection holds none.</summary>
internal sealed class HeaderTable
{
    private const int LargestKept = 128;

    [ThreadStatic]
    private static HeaderTable? Spare;

    private HeaderEntry[] _entries = new HeaderEntry[16];

    /// <summary>Where each known header stands for the first time; what was never set means nothing.</summary>
    public int[] First { get; } = new int[KnownHeaders.Count];

    /// <summary>The table that this thread used last, or a new one.</summary>
    public static HeaderTable Rent()
    {
        HeaderTable table = Spare ?? new HeaderTable();
        Spare = null;
        return table;
    }

    /// <summary>Keeps a table for the thread's next frame.</summary>
    public static void Return(HeaderTable table)
    {
        if (table._entries.Length <= LargestKept) Spare = table;
    }

    public ref HeaderEntry this[int index] => ref _entries[index];

    /// <summary>Makes room for one more entry behind <paramref name="count"/>.</summary>
    public void Reserve(int count)
    {
        if (count == _entries.Length) Array.Resize(ref _entries, 2 * count);
    }
}
