namespace Wava.Broker.Frames;

/// <summary>What was wrong with a frame, in words that may be sent to the peer.</summary>
public readonly struct FrameError
{
    private readonly string? _message;
    private readonly string? _details;

    internal FrameError(FrameErrorKind kind, string message, string details)
    {
        Kind = kind;
        _message = message;
        _details = details;
    }

    /// <summary>The rule that was broken.</summary>
    public FrameErrorKind Kind { get; }

    /// <summary>A few words, for the <c>message</c> header of an ERROR frame.</summary>
    public string Message => _message ?? "";

    /// <summary>What a person can act on, for the body of an ERROR frame. Quotes at most 64 octets of input, no controls.</summary>
    public string Details => _details ?? "";

    /// <summary>The limit that was reached, by the name of its option; null when the frame broke another rule.</summary>
    public string? Limit => Kind switch
    {
        FrameErrorKind.CommandTooLong => nameof(FrameLimits.MaxCommandSize),
        FrameErrorKind.HeaderLineTooLong => nameof(FrameLimits.MaxHeaderLineSize),
        FrameErrorKind.TooManyHeaders => nameof(FrameLimits.MaxHeaderCount),
        FrameErrorKind.HeadTooLong => nameof(FrameLimits.MaxHeadSize),
        FrameErrorKind.BodyTooLong => nameof(FrameLimits.MaxBodySize),
        FrameErrorKind.FrameTooLong => nameof(FrameLimits.MaxFrameSize),
        _ => null,
    };

    /// <summary>The kind and the details, for a log.</summary>
    public override string ToString() => $"{Kind}: {Details}";
}
