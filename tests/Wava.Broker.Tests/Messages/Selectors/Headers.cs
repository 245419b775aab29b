using System.Text;
using Wava.Broker.Messages.Selectors;

namespace Wava.Broker.Tests.Messages.Selectors;

/// <summary>Headers written as "name=value;name=value".</summary>
internal readonly ref struct Headers(string text) : ISelectorSource
{
    private readonly ReadOnlySpan<char> _text = text;

    public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        foreach (Range range in _text.Split(';'))
        {
            string pair = _text[range].ToString();
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !Encoding.UTF8.GetBytes(pair[..equals]).AsSpan().SequenceEqual(name)) continue;
            value = Encoding.UTF8.GetBytes(pair[(equals + 1)..]);
            return true;
        }

        value = default;
        return false;
    }
}
