namespace Wava.Broker.Transports.SockJs;

/// <summary>Remembers how the last texts were escaped: a message to many is escaped once, not once for each who gets it.</summary>
/// <remarks>
/// The problem: a frame that a thousand subscribers share costs a WebSocket one copy each, but JSON has to look at each octet. The idea: flushes of
/// one fan-out follow one another on a few threads and carry the same messages, so each thread keeps a small table of what it has escaped last. A text is
/// looked up by the number of its message and compared whole: what is found is right, whoever's it was. The cost: a comparison (some
/// nanoseconds) for each text, and 256 KiB at most for each thread that flushes.
/// </remarks>
internal sealed class EncodedTexts
{
    private const int Slots = 128;
    private const int Longest = 1024;
    private const int Shortest = 16;

    [ThreadStatic]
    private static EncodedTexts? Current;

    private readonly Entry[] _entries = new Entry[Slots];

    /// <summary>Appends UTF-8 without quotes around it, as <see cref="JsonText.Append"/> does.</summary>
    public static void Append(ref OctetBuffer to, ReadOnlySpan<byte> text)
    {
        if (text.Length is < Shortest or > Longest)
        {
            JsonText.Append(ref to, text);
            return;
        }

        ref Entry entry = ref (Current ??= new EncodedTexts())._entries[Slot(text)];
        if (entry.Text is { } known && text.SequenceEqual(known.AsSpan(0, entry.Length)))
        {
            to.Append(entry.Encoded.AsSpan(0, entry.EncodedLength));
            return;
        }

        int begin = to.Length;
        JsonText.Append(ref to, text);
        entry.Remember(text, to.Span[begin..]);
    }

    /// <summary>Messages in a row have slots in a row: their numbers stand at the end of their first lines.</summary>
    private static int Slot(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        int slot = 0;
        for (int at = Math.Max(0, end - 3); at < end; at++) slot = (slot * 10) + text[at] - '0';
        return slot & (Slots - 1);
    }

    private struct Entry
    {
        public byte[]? Text;
        public byte[]? Encoded;
        public int Length;
        public int EncodedLength;

        public void Remember(ReadOnlySpan<byte> text, ReadOnlySpan<byte> encoded)
        {
            // What grows to a multiple is rare, and not worth the memory.
            if (encoded.Length > Longest * 5 / 4) return;
            if (Text is null || Text.Length < text.Length) Text = new byte[text.Length];
            if (Encoded is null || Encoded.Length < encoded.Length) Encoded = new byte[encoded.Length];
            text.CopyTo(Text);
            encoded.CopyTo(Encoded);
            (Length, EncodedLength) = (text.Length, encoded.Length);
        }
    }
}
