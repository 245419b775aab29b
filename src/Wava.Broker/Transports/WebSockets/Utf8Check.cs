using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>Checks that a text that comes in pieces is UTF-8, although a piece may end inside a character.</summary>
internal struct Utf8Check
{
    private uint _cut;
    private int _cutLength;

    /// <summary>Whether the text so far can be UTF-8; at its end: whether it is.</summary>
    public bool Accepts(ReadOnlySpan<byte> piece, bool ends)
    {
        if (_cutLength > 0 && !TryFinishCut(ref piece)) return false;
        if (_cutLength > 0) return !ends;
        if (Utf8.IsValid(piece)) return true;
        int tail = IncompleteTail(piece);
        if (tail == 0 || ends || !Utf8.IsValid(piece[..^tail])) return false;
        foreach (byte octet in piece[^tail..]) Keep(octet);
        return true;
    }

    /// <summary>Completes the character that the last piece cut in two.</summary>
    private bool TryFinishCut(ref ReadOnlySpan<byte> piece)
    {
        Span<byte> character = stackalloc byte[4];
        while (!piece.IsEmpty)
        {
            Keep(piece[0]);
            piece = piece[1..];
            for (int i = 0; i < _cutLength; i++) character[i] = (byte)(_cut >> (8 * i));
            switch (Rune.DecodeFromUtf8(character[.._cutLength], out _, out _))
            {
                case OperationStatus.Done:
                    (_cut, _cutLength) = (0, 0);
                    return true;
                case OperationStatus.NeedMoreData:
                    continue;
                default:
                    return false;
            }
        }

        return true;
    }

    private void Keep(byte octet) => _cut |= (uint)octet << (8 * _cutLength++);

    /// <summary>How many octets at the end are the beginning of a character.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> piece)
    {
        for (int length = 1; length <= Math.Min(3, piece.Length); length++)
        {
            if ((piece[^length] & 0xC0) == 0x80) continue;
            return Rune.DecodeFromUtf8(piece[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
        }

        return 0;
    }
}
