using System.Text;

namespace Wava.Broker.Frames;

/// <summary>The sentences that a peer is told when its octets are no frame. Never called for a frame that is good.</summary>
internal static class FrameErrors
{
    private const int MostQuoted = 64;

    public static FrameError UnknownCommand(ReadOnlySpan<byte> word)
    {
        const string Message = "Unknown command";
        if (word.IsEmpty) return new(FrameErrorKind.UnknownCommand, Message, "A frame starts with a command; the line is empty.");

        string quoted = Quote(word);
        string? meant = Meant(word);
        string details = meant is not null
            ? $"'{quoted}' is not a STOMP command. Commands are case-sensitive and stand alone on their line: write {meant}."
            : $"'{quoted}' is not a STOMP command.";
        return new(FrameErrorKind.UnknownCommand, Message, details);
    }

    public static FrameError CommandTooLong(FrameLimits limits, ReadOnlySpan<byte> line) => new(
        FrameErrorKind.CommandTooLong,
        "Command too long",
        $"No line end in {limits.MaxCommandSize} octets where a command must stand (Limits.MaxCommandSize): '{Quote(line)}'.");

    public static FrameError NulInHead(bool inCommand, ReadOnlySpan<byte> line, StompCommand command)
    {
        if (inCommand && line.IsEmpty)
        {
            return new(
                FrameErrorKind.NulInHead,
                "NUL instead of a command",
                "A NUL stands where a command must stand: a frame ends with one NUL, not more.");
        }

        string where = inCommand ? $"the command line '{Quote(line)}'" : $"a header line{QuoteLine(line, command)}";
        return new(
            FrameErrorKind.NulInHead,
            "NUL before the end of the headers",
            $"A NUL stands in {where}. A blank line must follow the last header, also when there is no body.");
    }

    public static FrameError CarriageReturnBetweenFrames() => new(
        FrameErrorKind.CarriageReturn, "Carriage return without line feed", "A CR between two frames must be followed by a LF.");

    public static FrameError CarriageReturnBefore12(StompVersion version) => new(
        FrameErrorKind.CarriageReturn,
        "Carriage return at the end of a line",
        $"Lines that end with CRLF came with STOMP 1.2; this session speaks {StompVersions.Text(version)}, where only LF ends a line.");

    public static FrameError CarriageReturnInHeader(ReadOnlySpan<byte> line, int colon) => new(
        FrameErrorKind.CarriageReturn,
        "Carriage return in a header",
        $"A CR stands inside {Header(line, colon)} and no LF follows it. In STOMP 1.2 a CR of the text itself is written as \\r.");

    public static FrameError MissingColon(ReadOnlySpan<byte> line, StompCommand command) => new(
        FrameErrorKind.MissingColon,
        "Header without a colon",
        $"A header line{QuoteLine(line, command)} has no colon. Write name:value, and a blank line before the body.");

    public static FrameError EmptyHeaderName() => new(
        FrameErrorKind.EmptyHeaderName, "Header without a name", "A header line starts with its colon: the name is missing.");

    public static FrameError UndefinedEscape(ReadOnlySpan<byte> line, int colon, int escape, StompVersion version)
    {
        string what = escape + 1 == line.Length || escape + 1 == colon
            ? "A backslash ends"
            : $"The undefined escape '{Quote(line.Slice(escape, 2))}' stands in";
        string part = escape < colon ? "the name" : "the value";
        string escapes = version == StompVersion.V11 ? "\\n, \\c and \\\\" : "\\r, \\n, \\c and \\\\";
        return new(
            FrameErrorKind.UndefinedEscape,
            "Undefined escape in a header",
            $"{what} {part} of {Header(line, colon)}. STOMP {StompVersions.Text(version)} has {escapes}; "
            + "a backslash of the text itself is written twice.");
    }

    public static FrameError NotUtf8() => new(
        FrameErrorKind.NotUtf8, "Headers are not UTF-8", "Command and headers must be UTF-8. Only a body may hold any octets.");

    public static FrameError InvalidContentLength(ReadOnlySpan<byte> value) => new(
        FrameErrorKind.InvalidContentLength,
        "content-length is not a number",
        $"The value of content-length is '{Quote(value)}'; it must be the number of octets of the body, in digits only.");

    public static FrameError BodyNotAllowed(StompCommand command) => new(
        FrameErrorKind.BodyNotAllowed,
        $"{StompCommands.Text(command)} has no body",
        $"A {StompCommands.Text(command)} frame must not have a body; only SEND, MESSAGE and ERROR may.");

    public static FrameError MissingNul(int announced) => new(
        FrameErrorKind.MissingNul,
        "content-length does not match the body",
        $"A content-length of {announced} octets was announced, but the octet after them is not NUL. Octets count, not characters.");

    public static FrameError HeaderLineTooLong(FrameLimits limits, ReadOnlySpan<byte> line)
    {
        int colon = line[..Math.Min(line.Length, MostQuoted)].IndexOf((byte)':');
        string which = colon > 0 ? $"The line of the header '{Quote(line[..colon])}'" : "A header line";
        return new(
            FrameErrorKind.HeaderLineTooLong,
            "Header too long",
            $"{which} is longer than {limits.MaxHeaderLineSize} octets (Limits.MaxHeaderLineSize).");
    }

    public static FrameError TooManyHeaders(FrameLimits limits) => new(
        FrameErrorKind.TooManyHeaders,
        "Too many headers",
        $"The frame has more than {limits.MaxHeaderCount} headers (Limits.MaxHeaderCount).");

    public static FrameError HeadTooLong(FrameLimits limits) => new(
        FrameErrorKind.HeadTooLong,
        "Headers too long",
        $"Command and headers together are longer than {limits.MaxHeadSize} octets (Limits.MaxHeadSize).");

    public static FrameError BodyTooLong(FrameLimits limits, ReadOnlySpan<byte> announced) => new(
        FrameErrorKind.BodyTooLong,
        "Body too long",
        $"A content-length of {Quote(announced)} octets was announced; at most {limits.MaxBodySize} are accepted (Limits.MaxBodySize).");

    public static FrameError BodyTooLong(FrameLimits limits) => new(
        FrameErrorKind.BodyTooLong, "Body too long", $"The body is longer than {limits.MaxBodySize} octets (Limits.MaxBodySize).");

    public static FrameError FrameTooLong(FrameLimits limits) => new(
        FrameErrorKind.FrameTooLong,
        "Frame too long",
        $"The frame is longer than {limits.MaxFrameSize} octets ({limits.FrameSizeOption}).");

    // A value may be a secret, so of a header only the name is told.
    private static string Header(ReadOnlySpan<byte> line, int colon) =>
        colon > 0 ? $"the header '{Quote(line[..colon])}'" : "a header line";

    // A line without colon in a frame that carries a passcode may be the passcode's second half.
    private static string QuoteLine(ReadOnlySpan<byte> line, StompCommand command) =>
        line.IsEmpty || StompCommands.BeginsSession(command) || line.Contains((byte)':') ? "" : $" '{Quote(line)}'";

    private static string? Meant(ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> trimmed = word.Trim(" \t"u8);
        if (trimmed.Length > 16) return null;
        Span<byte> upper = stackalloc byte[16];
        Ascii.ToUpper(trimmed, upper, out _);
        StompCommand command = StompCommands.Parse(upper[..trimmed.Length]);
        return command == StompCommand.Unknown ? null : StompCommands.Text(command);
    }

    // Printable ASCII as it is, anything else as a dot: the text goes into logs and terminals.
    private static string Quote(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(MostQuoted);
        foreach (byte octet in octets[..Math.Min(octets.Length, MostQuoted)]) text.Append(octet is >= 0x20 and < 0x7f ? (char)octet : '.');
        return text.ToString();
    }
}
