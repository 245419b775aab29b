namespace Wava.Broker.Destinations;

internal enum SegmentKind : byte
{
    /// <summary>Exactly these octets.</summary>
    Literal,

    /// <summary>One segment, whatever it says.</summary>
    Any,

    /// <summary>One segment that has gaps: PRICE* or *.IBM.</summary>
    Glob,

    /// <summary>Any number of segments, none included.</summary>
    Deep,
}

/// <summary>One segment of a pattern, with the separator in front of it.</summary>
internal readonly struct PatternSegment
{
    private PatternSegment(byte[] text, byte separator, SegmentKind kind) => (Text, Separator, Kind) = (text, separator, kind);

    public byte[] Text { get; }

    /// <summary>The separator in front; 0 for a first segment that has none.</summary>
    public byte Separator { get; }

    public SegmentKind Kind { get; }

    /// <summary>The segment as written, or an error sentence.</summary>
    public static string? TryParse(ReadOnlySpan<byte> text, bool dotted, out PatternSegment segment)
    {
        byte separator = SegmentReader.IsSeparator(text[0], dotted) ? text[0] : (byte)0;
        ReadOnlySpan<byte> body = separator == 0 ? text : text[1..];
        SegmentKind kind = body switch
        {
            [(byte)'*'] => SegmentKind.Any,
            [(byte)'*', (byte)'*'] => SegmentKind.Deep,
            _ => body.Contains((byte)'*') ? SegmentKind.Glob : SegmentKind.Literal,
        };
        segment = new PatternSegment(text.ToArray(), separator, kind);
        return kind == SegmentKind.Glob && body.IndexOf("**"u8) >= 0
            ? "'**' must be a segment of its own; inside a segment write '*'."
            : null;
    }

    /// <summary>Whether the segment stands for this one segment of a destination. Not for <see cref="SegmentKind.Deep"/>.</summary>
    public bool Matches(ReadOnlySpan<byte> segment, int separator) => Kind switch
    {
        SegmentKind.Literal => segment.SequenceEqual(Text),
        SegmentKind.Any => separator == Separator && segment.Length > (separator == 0 ? 0 : 1),
        _ => separator == Separator && Glob(Text, segment),
    };

    /// <summary>Whether a Deep segment may begin with a destination's segment that has this separator (-1: there is none).</summary>
    public bool MayBegin(int separator) => Separator == 0 ? separator >= 0 : separator == Separator;

    // A later star makes all earlier ones irrelevant, so that one place to return to is enough: at most pattern * text steps.
    private static bool Glob(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart((byte)'*').IsEmpty;
    }
}
