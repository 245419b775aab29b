using System.Runtime.CompilerServices;

namespace Wava.Broker.Frames;

// A trickle, one octet a call: the octet is its own window, so there is nothing to search for, and most octets decide nothing either.
public sealed partial class FrameReader
{
    // Up to here (from the frame's first octet) the buffer has room and no limit is near; 0 unless a frame is unfinished.
    private int _quick;

    // No octet above this one can end the current part.
    private int _plainAbove;

    private void SetQuick()
    {
        _quick = Math.Min(_buffer!.Length, _stop - 1);
        _plainAbove = _part switch
        {
            Part.CountedBody => -1,
            Part.OpenBody => 0,
            _ => '\n',
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakeQuickly(byte octet)
    {
        int at = _held;
        if (at >= _quick || octet <= _plainAbove) return false;
        _buffer![at] = octet;
        _held = at + 1;
        return true;
    }

    // Mostly an octet that ends a line or a body.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FrameReadStatus ReadOctet(byte octet, ref ReadOnlyMemory<byte> input)
    {
        if (_quick == 0 || _held == _buffer!.Length) return ReadPart(ref input);
        input = default;
        _buffer[_held++] = octet;
        return Settle(AfterAppend(ended: octet <= _plainAbove && octet is 0 or (byte)'\n'));
    }
}
