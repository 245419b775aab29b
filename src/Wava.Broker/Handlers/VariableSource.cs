namespace Wava.Broker.Handlers;

/// <summary>Fills a parameter with what a variable of the mapping stands for.</summary>
internal sealed class VariableSource<T>(string name, ValueParser<T> parser, bool optional, T fallback)
{
    public T Read(MessageContext context)
    {
        if (context.Match.Variable(name) is not { } text)
            return optional ? fallback : throw new BadMessageException("Malformed destination", $"The destination has no part that {name} stands for.");
        return parser.TryParse(text, out T value) ? value : throw new BadMessageException("Malformed destination", $"In the destination {name} has to be {parser.Expected}.");
    }
}
