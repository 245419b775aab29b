using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Wava.Broker.Destinations;

/// <summary>
/// A set of destinations, written as one: <c>*</c> stands for one segment or for any run of octets inside a segment, <c>**</c> for any
/// number of segments, none included.
/// </summary>
/// <remarks>
/// <para><c>/topic/**</c> is /topic, /topic/a and /topic/a/b; <c>/topic/PRICE.*.IBM</c> is /topic/PRICE.NASDAQ.IBM. Separators stand for
/// themselves: where '.' separates as well, <c>/topic/a.*</c> is not /topic/a/b.</para>
/// </remarks>
public sealed class DestinationPattern
{
    // One bit a segment and one for "all matched".
    private const int MaxSegments = 63;

    private readonly byte[] _octets;
    private readonly string _text;
    private readonly ulong _deep;

    private DestinationPattern(string text, byte[] octets, char separator, PatternSegment[] segments)
    {
        (_text, _octets, Separator, Segments) = (text, octets, separator, segments);
        IsLiteral = Array.TrueForAll(segments, s => s.Kind == SegmentKind.Literal);
        for (int i = 0; !IsLiteral && i < segments.Length; i++)
            if (segments[i].Kind == SegmentKind.Deep) _deep |= 1UL << i;
    }

    /// <summary>Whether the pattern has no <c>*</c> and so stands for one destination only.</summary>
    public bool IsLiteral { get; }

    internal char Separator { get; }

    internal bool Dotted => Separator == '.';

    internal PatternSegment[] Segments { get; }

    /// <summary>Whether a destination has a <c>*</c> and so is a pattern.</summary>
    public static bool IsPattern(ReadOnlySpan<byte> destination) => destination.Contains((byte)'*');

    /// <summary>Reads a pattern; on failure <paramref name="error"/> says in a sentence what is wrong with it.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="separator">'/', or '.' for names such as /topic/a.b, where both separate.</param>
    /// <param name="pattern">The pattern read.</param>
    /// <param name="error">What is wrong.</param>
    /// <exception cref="ArgumentOutOfRangeException">The separator is neither '/' nor '.'.</exception>
    public static bool TryParse(
        string text,
        char separator,
        [NotNullWhen(true)] out DestinationPattern? pattern,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (separator is not ('/' or '.'))
            throw new ArgumentOutOfRangeException(nameof(separator), separator, "Destinations are separated by '/' or by '.'.");

        pattern = null;
        byte[] octets = Encoding.UTF8.GetBytes(text);
        error = DestinationName.Validate(octets, int.MaxValue, separator);
        if (error is not null) return false;

        bool dotted = separator == '.';
        var segments = new List<PatternSegment>();
        var reader = new SegmentReader(octets, dotted);
        while (reader.TryRead(out ReadOnlySpan<byte> segment))
        {
            error = PatternSegment.TryParse(segment, dotted, out PatternSegment parsed);
            if (error is not null) return false;
            segments.Add(parsed);
        }

        if (segments.Count > MaxSegments && IsPattern(octets))
        {
            error = $"The pattern has {segments.Count} segments; at most {MaxSegments} are allowed beside a '*'.";
            return false;
        }

        pattern = new DestinationPattern(text, octets, separator, [.. segments]);
        return true;
    }

    /// <summary>Whether the pattern stands for this destination.</summary>
    /// <param name="destination">The destination's octets, decoded.</param>
    // The pattern is an automaton whose states are the bits of a word: bit i says "segments before i are matched". All states advance
    // together, one destination segment at a time, so that nothing is ever tried twice: segments of one times segments of the other.
    public bool Matches(ReadOnlySpan<byte> destination)
    {
        if (IsLiteral) return destination.SequenceEqual(_octets);

        ulong states = Begin();
        ulong begun = 0;
        var reader = new SegmentReader(destination, Dotted);
        while (states != 0)
        {
            int separator = reader.NextSeparator;
            if (!reader.TryRead(out ReadOnlySpan<byte> segment)) break;
            states = Advance(states, ref begun, segment, separator);
        }

        return IsEnd(states);
    }

    /// <summary>Whether the pattern stands for this destination.</summary>
    /// <param name="destination">The destination.</param>
    public bool Matches(string destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        int most = Encoding.UTF8.GetMaxByteCount(destination.Length);
        byte[]? rented = null;
        Span<byte> octets = most <= 512 ? stackalloc byte[512] : (rented = ArrayPool<byte>.Shared.Rent(most));
        bool matches = Utf8.FromUtf16(destination, octets, out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done
            && Matches(octets[..written]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return matches;
    }

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => _text;

    /// <summary>The states before the first segment of a destination.</summary>
    internal ulong Begin() => Skip(1);

    /// <summary>Whether a destination may end in these states.</summary>
    internal bool IsEnd(ulong states) => (states & (1UL << Segments.Length)) != 0;

    /// <summary>The states behind one more segment.</summary>
    /// <param name="states">The states before it.</param>
    /// <param name="begun">Which '**' have begun, and so may stand for any segment more.</param>
    /// <param name="segment">The segment, with its separator in front.</param>
    /// <param name="separator">Its separator, 0 for none.</param>
    internal ulong Advance(ulong states, ref ulong begun, ReadOnlySpan<byte> segment, int separator)
    {
        ulong next = 0;
        for (ulong left = states & ~(1UL << Segments.Length); left != 0; left &= left - 1)
        {
            int i = BitOperations.TrailingZeroCount(left);
            ref readonly PatternSegment expected = ref Segments[i];
            if (expected.Kind != SegmentKind.Deep)
            {
                if (expected.Matches(segment, separator)) next |= 1UL << (i + 1);
            }
            else if ((begun & (1UL << i)) != 0 || expected.MayBegin(separator))
            {
                begun |= 1UL << i;
                next |= 1UL << i;
            }
        }

        return Skip(next);
    }

    // '**' may stand for nothing: whoever waits before it also waits behind it.
    private ulong Skip(ulong states)
    {
        while (true)
        {
            ulong more = states | ((states & _deep) << 1);
            if (more == states) return states;
            states = more;
        }
    }
}
