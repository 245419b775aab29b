using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Wava.Broker.Handlers;

/// <summary>One segment of a mapping: literals, and gaps between them.</summary>
internal sealed partial class MappingSegment
{
    // One more than the gaps: what stands before the first, between two, and behind the last. Only the outer ones may be empty.
    private readonly byte[][] _literals;
    private readonly MappingGap[] _gaps;
    private readonly Regex? _expression;

    private MappingSegment(byte separator, MappingSegmentKind kind, byte[][] literals, MappingGap[] gaps, Regex? expression)
    {
        (Separator, Kind, _literals, _gaps, _expression) = (separator, kind, literals, gaps, expression);
        Variables = [.. gaps.Where(gap => gap.Variable is not null).Select(gap => gap.Variable!)];
        Shape = ((char)separator) + MakeShape();
    }

    public MappingSegmentKind Kind { get; }

    /// <summary>The separator in front.</summary>
    public byte Separator { get; }

    public ImmutableArray<string> Variables { get; }

    /// <summary>The segment as it would be written if variables had no names: two of the same shape stand for the same.</summary>
    public string Shape { get; }

    /// <summary>The octets of a segment that is literal.</summary>
    public byte[] Literal => _literals[0];

    /// <summary>Whether the segment stands for this one segment of a destination, separator left out. Not for <see cref="MappingSegmentKind.Deep"/>.</summary>
    public bool Matches(ReadOnlySpan<byte> text) => Kind switch
    {
        MappingSegmentKind.Literal => text.SequenceEqual(Literal),
        MappingSegmentKind.Any => !text.IsEmpty,
        _ => _expression is null ? MatchGaps(text, []) : MatchExpression(text),
    };

    /// <summary>Takes the variables' values out of a segment that matches.</summary>
    public void Read(ReadOnlySpan<byte> text, Span<string> values)
    {
        if (_expression is null || Kind == MappingSegmentKind.Expression)
        {
            if (Kind == MappingSegmentKind.Gaps) MatchGaps(text, values);
            else values[0] = Encoding.UTF8.GetString(text);
            return;
        }

        Match match = _expression.Match(Encoding.UTF8.GetString(text));
        for (int i = 0, variable = 0; i < _gaps.Length; i++)
        {
            if (_gaps[i].Variable is not null) values[variable++] = match.Groups[GroupName(i)].Value;
        }
    }

    /// <summary>Of two segments of the same kind, the one that says more comes first.</summary>
    public static int CompareGaps(MappingSegment x, MappingSegment y)
    {
        if (x.Kind != MappingSegmentKind.Gaps) return 0;
        int order = y._literals.Sum(literal => literal.Length).CompareTo(x._literals.Sum(literal => literal.Length));
        if (order == 0) order = x._gaps.Length.CompareTo(y._gaps.Length);
        if (order == 0) order = y._gaps.Count(gap => gap.Expression is not null).CompareTo(x._gaps.Count(gap => gap.Expression is not null));
        return order != 0 ? order : x._gaps.Count(gap => gap.Variable is null).CompareTo(y._gaps.Count(gap => gap.Variable is null));
    }

    // The outer literals have their fixed places; each of the others is looked for from the left. Taking the first place that there is leaves the
    // most room for those behind it, so nothing has to be tried twice, and of two variables the first has the shorter value.
    private bool MatchGaps(ReadOnlySpan<byte> text, Span<string> values)
    {
        ReadOnlySpan<byte> first = _literals[0], last = _literals[^1];
        if (text.Length < first.Length + last.Length || !text.StartsWith(first) || !text.EndsWith(last)) return false;
        text = text[first.Length..^last.Length];
        int variable = 0;
        for (int i = 0; i < _gaps.Length; i++)
        {
            int least = _gaps[i].LeastLength;
            if (text.Length < least) return false;
            int length = text.Length;
            if (i < _gaps.Length - 1)
            {
                int found = text[least..].IndexOf(_literals[i + 1]);
                if (found < 0) return false;
                length = least + found;
            }

            if (!values.IsEmpty && _gaps[i].Variable is not null) values[variable++] = Encoding.UTF8.GetString(text[..length]);
            text = i < _gaps.Length - 1 ? text[(length + _literals[i + 1].Length)..] : [];
        }

        return true;
    }

    private bool MatchExpression(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return false;
        Span<char> characters = text.Length <= 256 ? stackalloc char[256] : new char[text.Length];
        return _expression!.IsMatch(characters[..Encoding.UTF8.GetChars(text, characters)]);
    }

    private string MakeShape()
    {
        switch (Kind)
        {
            case MappingSegmentKind.Deep: return "**";
            case MappingSegmentKind.Any: return "*";
        }

        var shape = new StringBuilder(Encoding.UTF8.GetString(_literals[0]));
        for (int i = 0; i < _gaps.Length; i++) shape.Append(_gaps[i].Shape).Append(Encoding.UTF8.GetString(_literals[i + 1]));
        return shape.ToString();
    }
}
