using System.Text;

namespace Wava.Broker.Handlers;

/// <summary>Reads a header or a variable as a value.</summary>
/// <typeparam name="T">What it is read as.</typeparam>
internal abstract class ValueParser<T>
{
    /// <summary>What is expected, in words for the sender: "a whole number".</summary>
    public abstract string Expected { get; }

    public abstract bool TryParse(string text, out T value);

    /// <summary>Reads octets; without a string in between, where the type can do so.</summary>
    public virtual bool TryParse(ReadOnlySpan<byte> text, out T value) => TryParse(Encoding.UTF8.GetString(text), out value);
}
