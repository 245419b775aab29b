namespace Wava.Broker.Handlers;

/// <summary>What a segment of a mapping says, the most specific first; the end of a mapping stands between the last two.</summary>
internal enum MappingSegmentKind : byte
{
    /// <summary>Exactly these octets.</summary>
    Literal,

    /// <summary>Octets with gaps between them: <c>a*b</c>, <c>{name}.json</c>.</summary>
    Gaps,

    /// <summary>A variable whose value a regular expression describes.</summary>
    Expression,

    /// <summary>One segment, whatever it says: a variable, or <c>*</c>.</summary>
    Any,

    /// <summary>Any number of segments, none included.</summary>
    Deep,
}
