namespace Wava.Broker.Frames;

public sealed partial class FrameReader
{
    private int _bodyStart;

    // What content-length says; -1 without one.
    private int _announced;

    // The head is complete: decide, before a single octet of the body is kept, how it will end and whether it may.
    private bool BeginBody(ReadOnlySpan<byte> head)
    {
        bool mayHaveBody = StompCommands.MayHaveBody(Frame.Command);
        _bodyStart = head.Length;
        _announced = -1;
        if (Frame.Has(KnownHeader.ContentLength) && !ReadContentLength(head)) return false;

        if (_announced > 0 && !mayHaveBody) return Fail(FrameErrors.BodyNotAllowed(Frame.Command));
        if (_bodyStart + Math.Max(_announced, 0L) + 1 > _limits.MaxFrameSize) return Fail(FrameErrors.FrameTooLong(_limits));

        if (_announced >= 0 || !mayHaveBody)
        {
            _part = Part.CountedBody;
            _stop = _bodyStart + Math.Max(_announced, 0) + 1;
        }
        else
        {
            _part = Part.OpenBody;
            _stop = (int)Math.Min(_bodyStart + (long)_limits.MaxBodySize + 1, _limits.MaxFrameSize);
        }

        return true;
    }

    private bool ReadContentLength(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> digits = Frame.RawValueIn(head, KnownHeader.ContentLength);

        // Which dialect a CONNECT is written in is not known here; in 1.0 the blanks would not count.
        if (_escapes == StompVersion.V10) digits = digits.Trim(" \t"u8);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return Fail(FrameErrors.InvalidContentLength(digits));

        long length = 0;
        foreach (byte digit in digits)
        {
            length = length * 10 + (digit - '0');
            if (length > _limits.MaxBodySize) return Fail(FrameErrors.BodyTooLong(_limits, digits));
        }

        _announced = (int)length;
        return true;
    }

    private FrameReadStatus EndOfCountedBody(ReadOnlySpan<byte> frame)
    {
        if (frame[_stop - 1] == 0)
        {
            Frame.SetBody(_bodyStart, _stop - 1 - _bodyStart);
            return FrameReadStatus.Frame;
        }

        Fail(_announced < 0 ? FrameErrors.BodyNotAllowed(Frame.Command) : FrameErrors.MissingNul(_announced));
        return FrameReadStatus.Error;
    }

    private FrameReadStatus EndOfOpenBody(int nul)
    {
        Frame.SetBody(_bodyStart, nul - _bodyStart);
        return FrameReadStatus.Frame;
    }

    private FrameReadStatus BodyTooLong()
    {
        Fail(_stop == _bodyStart + (long)_limits.MaxBodySize + 1 ? FrameErrors.BodyTooLong(_limits) : FrameErrors.FrameTooLong(_limits));
        return FrameReadStatus.Error;
    }
}
