namespace Wava.Broker.Messages.Selectors;

internal enum SelectorKind : byte
{
    Constant,
    Not,
    And,
    Or,
    IsNull,
    Flag,
    TextIn,
    Like,
    NumberIn,
    Between,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>One part of a selector. Equality is a list of one; what begins with NOT is a Not around the rest.</summary>
internal sealed class SelectorNode(SelectorKind kind)
{
    public SelectorKind Kind { get; } = kind;

    public byte[] Header { get; init; } = [];

    public SelectorNode? Left { get; init; }

    public SelectorNode? Right { get; init; }

    public bool Constant { get; init; }

    public byte[][] Texts { get; init; } = [];

    public decimal[] Numbers { get; init; } = [];

    public LikePattern? Like { get; init; }
}
