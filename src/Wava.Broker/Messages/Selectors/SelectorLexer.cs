using System.Globalization;
using System.Text;

namespace Wava.Broker.Messages.Selectors;

/// <summary>Cuts a selector into words. A <see cref="SelectorTokenKind.Bad"/> word carries the reason as its value.</summary>
internal struct SelectorLexer(string text)
{
    private int _at;

    public SelectorToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        int start = _at;
        if (start == text.Length) return new SelectorToken(SelectorTokenKind.End, start + 1, "");

        char first = text[start];
        return first switch
        {
            '\'' => Quoted(SelectorTokenKind.Text, first, "the text has no closing '"),
            '"' => Quoted(SelectorTokenKind.QuotedName, first, "the header name has no closing \""),
            _ when char.IsLetter(first) || first == '_' => Name(),
            _ when BeginsNumber() => Number(),
            _ => Symbol(),
        };
    }

    private SelectorToken Quoted(SelectorTokenKind kind, char quote, string unclosed)
    {
        int start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            char c = text[_at++];
            if (c != quote)
            {
                value.Append(c);
            }
            else if (_at < text.Length && text[_at] == quote)
            {
                value.Append(quote);
                _at++;
            }
            else
            {
                return kind == SelectorTokenKind.QuotedName && value.Length == 0
                    ? new SelectorToken(SelectorTokenKind.Bad, start + 1, "the header name is empty")
                    : new SelectorToken(kind, start + 1, value.ToString());
            }
        }

        return new SelectorToken(SelectorTokenKind.Bad, start + 1, unclosed);
    }

    private SelectorToken Name()
    {
        int start = _at;
        while (_at < text.Length && ContinuesName(text[_at])) _at++;
        return new SelectorToken(SelectorTokenKind.Name, start + 1, text[start.._at]);
    }

    private readonly bool BeginsNumber()
    {
        int at = _at;
        if (text[at] is '+' or '-') at++;
        if (at < text.Length && text[at] == '.') at++;
        return at < text.Length && char.IsAsciiDigit(text[at]);
    }

    private SelectorToken Number()
    {
        int start = _at++;
        while (_at < text.Length && ContinuesName(text[_at])) _at++;
        string value = text[start.._at];
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(value, Styles, CultureInfo.InvariantCulture, out decimal number))
            return new SelectorToken(SelectorTokenKind.Number, start + 1, value, number);
        string reason = value.Skip(1).All(c => char.IsAsciiDigit(c) || c == '.') && value.Count(c => c == '.') < 2
            ? $"{value} is too large a number"
            : $"{value} is not a number (a header name that begins with a digit is written in double quotes)";
        return new SelectorToken(SelectorTokenKind.Bad, start + 1, reason);
    }

    private SelectorToken Symbol()
    {
        int start = _at;
        int length = text.AsSpan(start) switch
        {
            ['<', '>' or '=', ..] or ['>', '=', ..] or ['!', '=', ..] => 2,
            ['=' or '<' or '>' or '(' or ')' or ',', ..] => 1,
            _ => 0,
        };
        if (length == 0) return new SelectorToken(SelectorTokenKind.Bad, start + 1, $"'{text[start]}' has no meaning here");
        _at += length;
        return new SelectorToken(SelectorTokenKind.Symbol, start + 1, text[start.._at]);
    }

    private static bool ContinuesName(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.';
}
