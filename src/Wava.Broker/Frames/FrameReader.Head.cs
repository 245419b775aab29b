using System.Buffers;
using System.Text.Unicode;

namespace Wava.Broker.Frames;

public sealed partial class FrameReader
{
    private static readonly SearchValues<byte> MarksInHeader = SearchValues.Create(":\\\r"u8);

    // A chunk ended with a CR between two frames; its LF is still to come.
    private bool _afterCarriageReturn;
    private int _line;

    // What the command and the version make of the head; fixed once the command is known.
    private bool _carriageReturnEndsLine;
    private StompVersion _escapes;

    private bool SkipLineEnds(ReadOnlySpan<byte> octets, out int start)
    {
        start = 0;
        if (_afterCarriageReturn && !octets.IsEmpty)
        {
            if (octets[0] != '\n') return Fail(FrameErrors.CarriageReturnBetweenFrames());
            _afterCarriageReturn = false;
            start = 1;
        }

        while (start < octets.Length)
        {
            if (octets[start] == '\n')
            {
                start++;
                continue;
            }

            if (octets[start] != '\r') break;
            if (start + 1 == octets.Length)
            {
                _afterCarriageReturn = true;
                start++;
                break;
            }

            if (octets[start + 1] != '\n') return Fail(FrameErrors.CarriageReturnBetweenFrames());
            start += 2;
        }

        return true;
    }

    private void BeginCommand()
    {
        _part = Part.Command;
        _line = 0;
        _stop = LineStop(_limits.MaxCommandSize);
    }

    // The line's LF must stand before this position; the head's own limits count as well.
    private int LineStop(int lineLimit)
    {
        long stop = Math.Min((long)_line + lineLimit, Math.Min(_limits.MaxHeadSize, _limits.MaxFrameSize - 1L)) + 1;
        return (int)Math.Max(stop, _line);
    }

    // The line that starts at _line has its LF, or a NUL, at end.
    private bool EndOfLine(ReadOnlySpan<byte> frame, int end)
    {
        ReadOnlySpan<byte> line = frame[_line..end];
        if (frame[end] == 0) return Fail(FrameErrors.NulInHead(_part == Part.Command, line, Frame.Command));
        if (_part == Part.Command)
        {
            if (!CommandLine(line)) return false;
            _part = Part.Headers;
        }
        else
        {
            if (!WithoutLineEnd(ref line)) return false;
            if (line.IsEmpty) return EndOfHead(frame[..(end + 1)]);
            if (!HeaderLine(line)) return false;
        }

        _line = end + 1;
        _stop = LineStop(_limits.MaxHeaderLineSize);
        return _line < _stop || Fail(TooLong(Part.Headers));
    }

    private bool CommandLine(ReadOnlySpan<byte> line)
    {
        bool crlf = !line.IsEmpty && line[^1] == '\r';
        ReadOnlySpan<byte> word = crlf ? line[..^1] : line;
        StompCommand command = StompCommands.Parse(word);
        if (command == StompCommand.Unknown) return Fail(FrameErrors.UnknownCommand(word));

        bool begins = StompCommands.BeginsSession(command);
        Frame.Command = command;
        Frame.Version = Version;
        _escapes = begins ? StompVersion.V10 : Version;
        _carriageReturnEndsLine = begins || Version == StompVersion.V12;
        return !crlf || _carriageReturnEndsLine || Fail(FrameErrors.CarriageReturnBefore12(Frame.Version));
    }

    private bool WithoutLineEnd(ref ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[^1] != '\r') return true;
        if (!_carriageReturnEndsLine) return line.Length > 1 || Fail(FrameErrors.CarriageReturnBefore12(Frame.Version));
        line = line[..^1];
        return true;
    }

    private bool HeaderLine(ReadOnlySpan<byte> line)
    {
        if (Frame.HeaderCount >= _limits.MaxHeaderCount) return Fail(FrameErrors.TooManyHeaders(_limits));

        var entry = new HeaderEntry { NameStart = _line, ValueEnd = _line + line.Length, IsPlain = true };
        int colon = line.IndexOfAny(MarksInHeader);
        if (colon <= 0 || line[colon] != ':' || line[(colon + 1)..].ContainsAny(MarksInHeader))
        {
            if (!UnusualHeader(line, out colon)) return false;
            entry.IsPlain = false;
            entry.IsEscaped = _escapes != StompVersion.V10 && line.Contains((byte)'\\');
        }

        entry.Colon = _line + colon;
        entry.Id = KnownHeaders.Resolve(line[..colon]);
        Frame.Add(entry);
        return true;
    }

    // A line with a second colon, a backslash or a CR in it, or without any colon: legal or not, it is not to be carried over untouched.
    private bool UnusualHeader(ReadOnlySpan<byte> line, out int colon)
    {
        colon = line.IndexOf((byte)':');
        if (_carriageReturnEndsLine && line.Contains((byte)'\r')) return Fail(FrameErrors.CarriageReturnInHeader(line, colon));
        if (colon < 0) return Fail(FrameErrors.MissingColon(line, Frame.Command));
        if (colon == 0) return Fail(FrameErrors.EmptyHeaderName());
        int escape = HeaderEscaping.FindUndefinedEscape(line, _escapes);
        return escape < 0 || Fail(FrameErrors.UndefinedEscape(line, colon, escape, _escapes));
    }

    private bool EndOfHead(ReadOnlySpan<byte> head) =>
        Utf8.IsValid(head) ? BeginBody(head) : Fail(FrameErrors.NotUtf8());

    private FrameReadStatus HeadPartTooLong(ReadOnlySpan<byte> frame)
    {
        Fail(TooLong(_part, frame[_line.._stop]));
        return FrameReadStatus.Error;
    }

    // Which of the limits was it that _stop came from? The narrowest part is named first.
    private FrameError TooLong(Part part, ReadOnlySpan<byte> line = default)
    {
        int lineLimit = part == Part.Command ? _limits.MaxCommandSize : _limits.MaxHeaderLineSize;
        if (_stop == (long)_line + lineLimit + 1)
            return part == Part.Command ? FrameErrors.CommandTooLong(_limits, line) : FrameErrors.HeaderLineTooLong(_limits, line);
        return _stop == _limits.MaxHeadSize + 1L || _line > _limits.MaxHeadSize
            ? FrameErrors.HeadTooLong(_limits)
            : FrameErrors.FrameTooLong(_limits);
    }

    private bool Fail(FrameError error)
    {
        Error = error;
        return false;
    }
}
