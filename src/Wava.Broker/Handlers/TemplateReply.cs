using System.Diagnostics.CodeAnalysis;

namespace Wava.Broker.Handlers;

/// <summary>A destination of answers in which variables of the mapping stand: <c>/topic/rooms/{room}</c>.</summary>
internal sealed class TemplateReply : ReplyDestination
{
    private readonly string _text;

    // Literals and variables take turns; the first and the last are literals, perhaps empty ones.
    private readonly string[] _parts;

    private TemplateReply(string text, string[] parts) => (_text, _parts) = (text, parts);

    /// <summary>What stands before the first variable.</summary>
    public string Head => _parts[0];

    /// <summary>The variables that it needs.</summary>
    public IEnumerable<string> Variables => _parts.Where((_, i) => i % 2 == 1);

    /// <summary>How it could look.</summary>
    public string Sample => string.Concat(_parts.Select((part, i) => i % 2 == 1 ? "x" : part));

    public static bool TryParse(string text, [NotNullWhen(true)] out TemplateReply? template, [NotNullWhen(false)] out string? problem)
    {
        template = null;
        var parts = new List<string>();
        int at = 0;
        while (text.IndexOf('{', at) is var open and >= 0)
        {
            int close = text.IndexOf('}', open);
            if (close < 0 || !Mapping.IsVariableName(text.AsSpan((open + 1)..close)))
            {
                problem = "between braces stands the name of a variable and nothing else.";
                return false;
            }

            parts.Add(text[at..open]);
            parts.Add(text[(open + 1)..close]);
            at = close + 1;
        }

        parts.Add(text[at..]);
        problem = parts.Where((_, i) => i % 2 == 0).Any(part => part.Contains('}', StringComparison.Ordinal)) ? "it has a closing brace without an opening one." : null;
        if (problem is not null) return false;
        template = new TemplateReply(text, [.. parts]);
        return true;
    }

    /// <exception cref="InvalidOperationException">The mapping has no such variable, which can happen to the answers of exception handlers only.</exception>
    public override string For(MessageContext context)
    {
        int length = 0;
        for (int i = 0; i < _parts.Length; i++) length += Part(i, context).Length;
        return string.Create(length, (this, context), static (text, state) =>
        {
            for (int i = 0; i < state.Item1._parts.Length; i++)
            {
                string part = state.Item1.Part(i, state.context);
                part.CopyTo(text);
                text = text[part.Length..];
            }
        });
    }

    public override string ToString() => _text;

    private string Part(int i, MessageContext context) => i % 2 == 0 ? _parts[i] : context.Variable(_parts[i]) ?? throw new InvalidOperationException(
        $"The answer to {context.Destination} goes to {_text}, but the mapping of {context.HandlerName} has no variable '{_parts[i]}'.");
}
