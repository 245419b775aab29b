namespace Wava.Broker.Handlers;

/// <summary>A part of a segment that is left open: a star, or a variable.</summary>
/// <param name="Variable">The variable's name; null for a star.</param>
/// <param name="Expression">The regular expression that a variable's value keeps to, or null.</param>
internal readonly record struct MappingGap(string? Variable, string? Expression)
{
    /// <summary>A star may stand for nothing, a variable has a value.</summary>
    public int LeastLength => Variable is null ? 0 : 1;

    /// <summary>The gap without the variable's name.</summary>
    public string Shape => Variable is null ? "*" : Expression is null ? "{}" : "{:" + Expression + "}";
}
