using System.Globalization;
using System.Text;

namespace Wava.Broker.Messages.Selectors;

internal sealed partial class Selector
{
    // No number worth comparing is longer; what is, is none.
    private const int MaxNumberLength = 64;

    private static Truth Evaluate<TSource>(SelectorNode node, in TSource source)
        where TSource : ISelectorSource, allows ref struct
    {
        switch (node.Kind)
        {
            case SelectorKind.Constant:
                return From(node.Constant);
            case SelectorKind.Not:
                return Not(Evaluate(node.Left!, in source));
            case SelectorKind.And:
                Truth left = Evaluate(node.Left!, in source);
                if (left == Truth.False) return Truth.False;
                Truth right = Evaluate(node.Right!, in source);
                return right == Truth.True ? left : right;
            case SelectorKind.Or:
                left = Evaluate(node.Left!, in source);
                if (left == Truth.True) return Truth.True;
                right = Evaluate(node.Right!, in source);
                return right == Truth.False ? left : right;
        }

        bool present = source.TryGetHeader(node.Header, out ReadOnlySpan<byte> value);
        if (node.Kind == SelectorKind.IsNull) return From(!present);
        return present ? Test(node, value) : Truth.Unknown;
    }

    private static Truth Test(SelectorNode node, ReadOnlySpan<byte> value) => node.Kind switch
    {
        SelectorKind.TextIn => From(IsOneOf(value, node.Texts)),
        SelectorKind.Like => From(node.Like!.Matches(value)),
        SelectorKind.Flag => TestFlag(node, value),
        _ => TestNumber(node, value),
    };

    private static Truth TestFlag(SelectorNode node, ReadOnlySpan<byte> value) =>
        Ascii.EqualsIgnoreCase(value, "true"u8) ? From(node.Constant)
        : Ascii.EqualsIgnoreCase(value, "false"u8) ? From(!node.Constant)
        : Truth.Unknown;

    private static Truth TestNumber(SelectorNode node, ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxNumberLength) return Truth.Unknown;
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)) return Truth.Unknown;

        decimal first = node.Numbers[0];
        return From(node.Kind switch
        {
            SelectorKind.NumberIn => Array.IndexOf(node.Numbers, number) >= 0,
            SelectorKind.Between => number >= first && number <= node.Numbers[1],
            SelectorKind.Less => number < first,
            SelectorKind.LessOrEqual => number <= first,
            SelectorKind.Greater => number > first,
            _ => number >= first,
        });
    }

    private static bool IsOneOf(ReadOnlySpan<byte> value, byte[][] texts)
    {
        foreach (byte[] text in texts)
            if (value.SequenceEqual(text)) return true;
        return false;
    }

    private static Truth Not(Truth truth) => truth switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        _ => Truth.Unknown,
    };

    private static Truth From(bool condition) => condition ? Truth.True : Truth.False;
}
