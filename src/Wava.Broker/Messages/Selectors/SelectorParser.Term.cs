using System.Text;

namespace Wava.Broker.Messages.Selectors;

internal sealed partial class SelectorParser
{
    private const string Operators = "=, <>, <, <=, >, >=, IN, BETWEEN, LIKE or IS NULL";

    private SelectorNode? Term()
    {
        if (_token.Is("TRUE") || _token.Is("FALSE"))
        {
            var constant = new SelectorNode(SelectorKind.Constant) { Constant = _token.Is("TRUE") };
            if (!CountTerm()) return null;
            Advance();
            return constant;
        }

        switch (_token.Kind)
        {
            case SelectorTokenKind.Name when Array.Exists(Keywords, _token.Is):
                return Fail($"a header name is expected, not {_token} (a header of that name is written in double quotes)");
            case SelectorTokenKind.Text or SelectorTokenKind.Number:
                return Fail($"a header name is expected, not {_token}; the value stands on the right");
            case not (SelectorTokenKind.Name or SelectorTokenKind.QuotedName):
                return Fail($"a header name is expected, not {_token}");
        }

        if (!CountTerm()) return null;
        byte[] header = Encoding.UTF8.GetBytes(_token.Value);
        Advance();
        bool not = Accept("NOT");
        SelectorToken word = _token;
        if (word.Kind == SelectorTokenKind.Bad) return Fail(word.Value);
        Advance();
        SelectorNode? term = word switch
        {
            _ when word.Is("IN") => In(header),
            _ when word.Is("BETWEEN") => Between(header),
            _ when word.Is("LIKE") => Like(header),
            _ when not => Fail($"IN, BETWEEN or LIKE is expected after NOT, not {word}", word.At),
            _ when word.Is("IS") => IsNull(header),
            { Kind: SelectorTokenKind.Symbol, Value: not ("(" or ")" or ",") } => Comparison(header, word),
            _ => Fail($"a comparison is expected after the header name ({Operators}), not {word}", word.At),
        };
        return not ? Negate(term) : term;
    }

    private SelectorNode? Comparison(byte[] header, SelectorToken comparison)
    {
        SelectorToken value = _token;
        bool equality = comparison.Value is "=" or "<>" or "!=";
        SelectorNode node;
        if (value.Kind == SelectorTokenKind.Number)
        {
            SelectorKind kind = comparison.Value switch
            {
                "<" => SelectorKind.Less,
                "<=" => SelectorKind.LessOrEqual,
                ">" => SelectorKind.Greater,
                ">=" => SelectorKind.GreaterOrEqual,
                _ => SelectorKind.NumberIn,
            };
            node = new SelectorNode(kind) { Header = header, Numbers = [value.Number] };
        }
        else if (value.Kind == SelectorTokenKind.Text)
        {
            if (!equality) return Fail("only = and <> are defined for text", comparison.At);
            node = new SelectorNode(SelectorKind.TextIn) { Header = header, Texts = [Encoding.UTF8.GetBytes(value.Value)] };
        }
        else if (value.Is("TRUE") || value.Is("FALSE"))
        {
            if (!equality) return Fail("only = and <> are defined for TRUE and FALSE", comparison.At);
            node = new SelectorNode(SelectorKind.Flag) { Header = header, Constant = value.Is("TRUE") };
        }
        else
        {
            return Fail(value.Is("NULL")
                ? "nothing equals NULL; write IS NULL or IS NOT NULL"
                : $"a text in single quotes, a number, TRUE or FALSE is expected, not {value}");
        }

        Advance();
        return comparison.Value is "<>" or "!=" ? Negate(node) : node;
    }

    private SelectorNode? In(byte[] header)
    {
        if (!Accept("(")) return Fail($"( is expected after IN, not {_token}");
        SelectorTokenKind kind = _token.Kind;
        if (kind is not (SelectorTokenKind.Text or SelectorTokenKind.Number)) return Fail($"a text or a number is expected, not {_token}");

        var texts = new List<byte[]>();
        var numbers = new List<decimal>();
        do
        {
            if (_token.Kind != kind)
                return Fail($"{(kind == SelectorTokenKind.Text ? "a text" : "a number")} is expected as before in this list, not {_token}");
            // The first value is counted with the term itself.
            if (texts.Count + numbers.Count > 0 && !CountTerm()) return null;
            if (kind == SelectorTokenKind.Text) texts.Add(Encoding.UTF8.GetBytes(_token.Value));
            else numbers.Add(_token.Number);
            Advance();
        }
        while (Accept(","));

        if (!Accept(")")) return Fail($", or ) is expected, not {_token}");
        return kind == SelectorTokenKind.Text
            ? new SelectorNode(SelectorKind.TextIn) { Header = header, Texts = [.. texts] }
            : new SelectorNode(SelectorKind.NumberIn) { Header = header, Numbers = [.. numbers] };
    }

    private SelectorNode? Between(byte[] header)
    {
        SelectorToken low = _token;
        if (low.Kind != SelectorTokenKind.Number) return Fail($"a number is expected after BETWEEN, not {low}");
        Advance();
        if (!Accept("AND")) return Fail($"AND is expected between the two numbers of BETWEEN, not {_token}");
        SelectorToken high = _token;
        if (high.Kind != SelectorTokenKind.Number) return Fail($"a second number is expected for BETWEEN, not {high}");
        Advance();
        return new SelectorNode(SelectorKind.Between) { Header = header, Numbers = [low.Number, high.Number] };
    }

    private SelectorNode? Like(byte[] header)
    {
        if (_token.Kind != SelectorTokenKind.Text) return Fail($"a text in single quotes is expected after LIKE, not {_token}");
        if (LikePattern.Create(Encoding.UTF8.GetBytes(_token.Value)) is not { } like)
            return Fail($"the text after LIKE has more than {LikePattern.MaxElements} octets beside its %");
        Advance();
        return new SelectorNode(SelectorKind.Like) { Header = header, Like = like };
    }

    private SelectorNode? IsNull(byte[] header)
    {
        bool not = Accept("NOT");
        if (!Accept("NULL")) return Fail($"NULL is expected, not {_token}");
        var node = new SelectorNode(SelectorKind.IsNull) { Header = header };
        return not ? Negate(node) : node;
    }
}
