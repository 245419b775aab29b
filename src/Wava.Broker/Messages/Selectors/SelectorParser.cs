namespace Wava.Broker.Messages.Selectors;

/// <summary>
/// Reads a selector by descent: OR of ANDs of NOTs of terms. The first error stands; from then on everything answers null.
/// </summary>
internal sealed partial class SelectorParser
{
    private static readonly string[] Keywords = ["AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "NULL", "TRUE", "FALSE"];

    private SelectorLexer _lexer;
    private SelectorToken _token;
    private int _terms;
    private int _nesting;

    public SelectorParser(string text)
    {
        _lexer = new SelectorLexer(text);
        Advance();
    }

    public string? Error { get; private set; }

    public SelectorNode? Parse()
    {
        if (_token.Kind == SelectorTokenKind.End) return Fail("the selector is empty");
        SelectorNode? root = Or();
        if (root is null || _token.Kind == SelectorTokenKind.End) return root;
        return Fail(_token.Is(")") ? "this ) closes nothing" : $"AND, OR or the end is expected, not {_token}");
    }

    private SelectorNode? Or()
    {
        SelectorNode? left = And();
        while (left is not null && Accept("OR"))
            left = And() is { } right ? new SelectorNode(SelectorKind.Or) { Left = left, Right = right } : null;
        return left;
    }

    private SelectorNode? And()
    {
        SelectorNode? left = Not();
        while (left is not null && Accept("AND"))
            left = Not() is { } right ? new SelectorNode(SelectorKind.And) { Left = left, Right = right } : null;
        return left;
    }

    private SelectorNode? Not()
    {
        bool not = _token.Is("NOT");
        if (!not && !_token.Is("(")) return Term();

        if (++_nesting > Selector.MaxNesting) return Fail($"NOT and ( are nested more than {Selector.MaxNesting} deep");
        SelectorToken opened = _token;
        Advance();
        SelectorNode? inner = not ? Negate(Not()) : Or();
        if (inner is not null && !not && !Accept(")"))
            return Fail($"the ( at character {opened.At} is not closed; ) is expected, not {_token}");
        _nesting--;
        return inner;
    }

    private static SelectorNode? Negate(SelectorNode? node) => node is null ? null : new SelectorNode(SelectorKind.Not) { Left = node };

    private bool Accept(string word)
    {
        if (!_token.Is(word)) return false;
        Advance();
        return true;
    }

    private void Advance() => _token = _lexer.Next();

    private bool CountTerm() =>
        ++_terms <= Selector.MaxTerms
        || Fail($"the selector has more than {Selector.MaxTerms} terms (each value in the list of an IN is one)") is not null;

    private SelectorNode? Fail(string reason, int at = 0)
    {
        if (at == 0) at = _token.At;
        // Nothing accepts a bad word, so that whoever meets one ends here; its own reason says more.
        if (_token.Kind == SelectorTokenKind.Bad && at == _token.At) reason = _token.Value;
        Error ??= $"at character {at}: {reason}";
        return null;
    }
}
