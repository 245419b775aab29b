using System.Text;

namespace Wava.Broker.Handlers;

/// <summary>Fills a parameter with a header.</summary>
internal sealed class HeaderSource<T>(string name, ValueParser<T> parser, bool optional, T fallback)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

    public T Read(MessageContext context)
    {
        if (!context.Message.TryGetHeader(_name, out ReadOnlySpan<byte> text))
            return optional ? fallback : throw new BadMessageException("Missing header", $"The message needs the header {name}.");
        return parser.TryParse(text, out T value) ? value : throw new BadMessageException("Malformed header", $"The header {name} has to be {parser.Expected}.");
    }
}
