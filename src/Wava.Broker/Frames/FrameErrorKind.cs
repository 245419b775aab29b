namespace Wava.Broker.Frames;

/// <summary>Why a frame could not be read.</summary>
public enum FrameErrorKind : byte
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The first line is not a command.</summary>
    UnknownCommand,

    /// <summary>The first line is longer than any command.</summary>
    CommandTooLong,

    /// <summary>A NUL stands where a command or a header must stand.</summary>
    NulInHead,

    /// <summary>A carriage return stands where the dialect does not have one.</summary>
    CarriageReturn,

    /// <summary>A header line has no colon.</summary>
    MissingColon,

    /// <summary>A header line starts with its colon.</summary>
    EmptyHeaderName,

    /// <summary>A backslash is not part of an escape that the dialect has.</summary>
    UndefinedEscape,

    /// <summary>Command and headers are not UTF-8.</summary>
    NotUtf8,

    /// <summary>The value of <c>content-length</c> is not a number.</summary>
    InvalidContentLength,

    /// <summary>A frame that has no body by its command came with one.</summary>
    BodyNotAllowed,

    /// <summary>The announced number of octets is not followed by NUL.</summary>
    MissingNul,

    /// <summary>A header line is over the limit.</summary>
    HeaderLineTooLong,

    /// <summary>The number of headers is over the limit.</summary>
    TooManyHeaders,

    /// <summary>Command and headers together are over the limit.</summary>
    HeadTooLong,

    /// <summary>The body is over the limit.</summary>
    BodyTooLong,

    /// <summary>The whole frame is over the limit.</summary>
    FrameTooLong,
}
