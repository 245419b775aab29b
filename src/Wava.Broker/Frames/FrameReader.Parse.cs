using System.Buffers;
using System.Runtime.CompilerServices;

namespace Wava.Broker.Frames;

public sealed partial class FrameReader
{
    // Out of line, as all that is not the trickle: a caller that inlines Read must not spend its budget here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private FrameReadStatus ReadPart(ref ReadOnlyMemory<byte> input)
    {
        if (_part == Part.Dead) return FrameReadStatus.Error;
        if (_part == Part.Done)
        {
            // The frame handed out last time has been dealt with.
            _part = Part.Between;
            _held = 0;
            Frame.Reset();
        }

        FrameReadStatus status = Settle(_held > 0 ? Continue(ref input) : Begin(ref input));
        if (status == FrameReadStatus.NeedMore) input = default;
        return status;
    }

    private FrameReadStatus Settle(FrameReadStatus status)
    {
        switch (status)
        {
            case FrameReadStatus.NeedMore:
                if (_held == 0) LetGo();
                else SetQuick();
                break;
            case FrameReadStatus.Frame:
                _part = Part.Done;
                _quick = 0;
                break;
            default:
                _part = Part.Dead;
                _quick = 0;
                break;
        }

        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FrameReadStatus ReadSegments(ref ReadOnlySequence<byte> input)
    {
        SequencePosition next = input.Start;
        while (true)
        {
            SequencePosition start = next;
            input.TryGet(ref next, out ReadOnlyMemory<byte> segment);
            int length = segment.Length;
            FrameReadStatus status = Read(ref segment);
            if (status != FrameReadStatus.NeedMore)
            {
                input = input.Slice(input.GetPosition(length - segment.Length, start));
                return status;
            }

            if (next.GetObject() is null)
            {
                input = input.Slice(input.End);
                return status;
            }
        }
    }

    // A frame starts in this input: try to parse it where it is.
    private FrameReadStatus Begin(ref ReadOnlyMemory<byte> input)
    {
        ReadOnlySpan<byte> octets = input.Span;
        if (!SkipLineEnds(octets, out int start)) return FrameReadStatus.Error;
        if (start == octets.Length) return FrameReadStatus.NeedMore;

        ReadOnlySpan<byte> frame = octets[start..];
        BeginCommand();
        FrameReadStatus status = ParseInPlace(frame);
        switch (status)
        {
            case FrameReadStatus.NeedMore:
                Hold(frame);
                break;
            case FrameReadStatus.Frame:
                Frame.SetOctets(input.Slice(start, Frame.WireSize));
                input = input[(start + Frame.WireSize)..];
                ReturnBuffer();
                break;
            default:
                Frame.SetOctets(input[start..]);
                break;
        }

        return status;
    }

    private FrameReadStatus ParseInPlace(ReadOnlySpan<byte> frame)
    {
        int from = 0;
        while (_part <= Part.Headers)
        {
            int until = Math.Min(frame.Length, _stop);
            int end = frame[from..until].IndexOfAny((byte)'\n', (byte)0);
            if (end < 0) return until == _stop ? HeadPartTooLong(frame) : FrameReadStatus.NeedMore;
            end += from;
            from = end + 1;
            if (!EndOfLine(frame, end)) return FrameReadStatus.Error;
        }

        if (_part == Part.CountedBody) return frame.Length < _stop ? FrameReadStatus.NeedMore : EndOfCountedBody(frame);
        int window = Math.Min(frame.Length, _stop);
        int nul = frame[from..window].IndexOf((byte)0);
        if (nul >= 0) return EndOfOpenBody(from + nul);
        return window == _stop ? BodyTooLong() : FrameReadStatus.NeedMore;
    }

    // A frame has begun earlier: take what it can still need, and no more.
    private FrameReadStatus Continue(ref ReadOnlyMemory<byte> input)
    {
        FrameReadStatus status = FrameReadStatus.NeedMore;
        ReadOnlySpan<byte> octets = input.Span;
        while (status == FrameReadStatus.NeedMore && !octets.IsEmpty)
        {
            ReadOnlySpan<byte> window = octets[..Math.Min(octets.Length, _stop - _held)];
            int end = _part switch
            {
                Part.CountedBody => -1,
                Part.OpenBody => window.IndexOf((byte)0),
                _ => window.IndexOfAny((byte)'\n', (byte)0),
            };
            int taken = end < 0 ? window.Length : end + 1;
            Append(window[..taken]);
            octets = octets[taken..];
            status = AfterAppend(ended: end >= 0);
        }

        input = input[(input.Length - octets.Length)..];
        return status;
    }

    private FrameReadStatus AfterAppend(bool ended)
    {
        if (!ended && _held < _stop) return FrameReadStatus.NeedMore;

        ReadOnlySpan<byte> frame = _buffer.AsSpan(0, _held);
        FrameReadStatus status = _part switch
        {
            Part.CountedBody => EndOfCountedBody(frame),
            Part.OpenBody => ended ? EndOfOpenBody(_held - 1) : BodyTooLong(),
            _ when !ended => HeadPartTooLong(frame),
            _ => EndOfLine(frame, _held - 1) ? FrameReadStatus.NeedMore : FrameReadStatus.Error,
        };
        if (status != FrameReadStatus.NeedMore) Frame.SetOctets(_buffer.AsMemory(0, _held));
        return status;
    }
}
