using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Wava.Broker.Messages.Selectors;

/// <summary>
/// A condition on a message's headers: <c>colour = 'red' AND (priority >= 5 OR region IN ('eu', 'us'))</c>.
/// </summary>
/// <remarks>
/// A selector comes from a stranger. It is data, never code: a small tree, bounded in text, terms and nesting, whose evaluation costs
/// at most one pass over one header per term and allocates nothing. What a literal is decides how its header is read: '5' is compared
/// as text, 5 as a number.
/// </remarks>
internal sealed partial class Selector
{
    public const int MaxOctets = 512;
    public const int MaxTerms = 32;
    public const int MaxNesting = 16;

    private readonly SelectorNode _root;
    private readonly string _text;

    private Selector(string text, SelectorNode root) => (_text, _root) = (text, root);

    /// <summary>Reads a selector; on failure <paramref name="error"/> says at which character what is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Selector? selector, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        selector = null;
        int octets = Encoding.UTF8.GetByteCount(text);
        if (octets > MaxOctets)
        {
            error = $"the selector has {octets} octets; at most {MaxOctets} are allowed";
            return false;
        }

        var parser = new SelectorParser(text);
        SelectorNode? root = parser.Parse();
        error = parser.Error;
        if (root is null || error is not null)
        {
            error ??= "the selector is not valid";
            return false;
        }

        selector = new Selector(text, root);
        return true;
    }

    /// <summary>Whether a message with these headers is wanted. Unknown is not.</summary>
    public bool Matches<TSource>(in TSource source)
        where TSource : ISelectorSource, allows ref struct =>
        Evaluate(_root, in source) == Truth.True;

    public override string ToString() => _text;
}
