namespace Wava.Broker.Messages.Selectors;

/// <summary>The pattern of LIKE: % is any run of characters, _ is one character.</summary>
/// <remarks>
/// <para>The problem. A stranger writes the pattern and another one the value; trying every length for every % would let them
/// keep a processor busy. The idea. The pattern is an automaton with a state before each of its elements, and all its states fit into the
/// bits of a word. Each octet of the value advances all states at once: those whose element is this octet by one place, while those before
/// a % stay as well. The cost. One look-up and a handful of instructions an octet, whatever the pattern; nothing is tried twice.</para>
/// <para>_ takes the first octet of a character, and the state behind it stays for the octets that continue the character.</para>
/// </remarks>
internal sealed class LikePattern
{
    // One bit an element and one for "all matched".
    public const int MaxElements = 63;

    private readonly byte[] _octets;
    private readonly ulong[] _advancing;
    private readonly ulong _one;
    private readonly ulong _any;
    private readonly ulong _end;

    private LikePattern(byte[] octets, ulong[] advancing, ulong one, ulong any, ulong end) =>
        (_octets, _advancing, _one, _any, _end) = (octets, advancing, one, any, end);

    /// <summary>The pattern; null when it is too long.</summary>
    public static LikePattern? Create(ReadOnlySpan<byte> text)
    {
        if (text.Length - text.Count((byte)'%') > MaxElements) return null;

        var masks = new SortedDictionary<byte, ulong>();
        ulong bit = 1, one = 0, any = 0;
        foreach (byte octet in text)
        {
            if (octet == '%')
            {
                any |= bit;
                continue;
            }

            if (octet == '_') one |= bit;
            else masks[octet] = masks.GetValueOrDefault(octet) | bit;
            bit <<= 1;
        }

        return new LikePattern([.. masks.Keys], [.. masks.Values], one, any, bit);
    }

    public bool Matches(ReadOnlySpan<byte> value)
    {
        ulong states = 1;
        foreach (byte octet in value)
        {
            int known = Array.IndexOf(_octets, octet);
            ulong advancing = known < 0 ? 0 : _advancing[known];
            ulong staying = _any;
            if ((octet & 0xC0) == 0x80) staying |= _one << 1;
            else advancing |= _one;
            states = ((states & advancing) << 1) | (states & staying);
            if (states == 0) return false;
        }

        return (states & _end) != 0;
    }
}
