namespace Wava.Broker.Messages.Selectors;

internal enum SelectorTokenKind : byte
{
    End,
    Bad,
    Name,
    QuotedName,
    Text,
    Number,
    Symbol,
}

/// <summary>One word of a selector. <see cref="At"/> counts from 1, as a person does.</summary>
internal readonly record struct SelectorToken(SelectorTokenKind Kind, int At, string Value, decimal Number = 0)
{
    public bool Is(string word) => Kind switch
    {
        SelectorTokenKind.Symbol => Value == word,
        SelectorTokenKind.Name => Value.Equals(word, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    public override string ToString() => Kind switch
    {
        SelectorTokenKind.End => "the end",
        SelectorTokenKind.Text => $"the text '{Value}'",
        SelectorTokenKind.Number => $"the number {Value}",
        _ => Value,
    };
}
