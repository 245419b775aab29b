namespace Wava.Broker.Frames;

/// <summary>How large a frame and its parts may be. Every limit is enforced while octets arrive, before they are kept.</summary>
/// <remarks>
/// No value is refused: one below zero counts as zero, and a frame never exceeds what one array can hold, so that whoever computes with
/// limits need not look out for overflow.
/// </remarks>
public sealed record FrameLimits
{
    /// <summary>The limits of a broker that nobody has configured.</summary>
    public static FrameLimits Default { get; } = new();

    /// <summary>Most octets of the command line, without its line end (option <c>Limits.MaxCommandSize</c>). 32.</summary>
    public int MaxCommandSize { get; init => field = Math.Max(value, 0); } = 32;

    /// <summary>Most octets of one header line, without its LF (option <c>Limits.MaxHeaderLineSize</c>). 8 KiB.</summary>
    public int MaxHeaderLineSize { get; init => field = Math.Max(value, 0); } = 8 * 1024;

    /// <summary>Most headers of one frame, repeated ones included (option <c>Limits.MaxHeaderCount</c>). 100.</summary>
    public int MaxHeaderCount { get; init => field = Math.Max(value, 0); } = 100;

    /// <summary>Most octets of the command and all headers, without the blank line (option <c>Limits.MaxHeadSize</c>). 64 KiB.</summary>
    public int MaxHeadSize { get; init => field = Math.Max(value, 0); } = 64 * 1024;

    /// <summary>Most octets of a body, announced or not (option <c>Limits.MaxBodySize</c>). 1 MiB.</summary>
    public int MaxBodySize { get; init => field = Math.Max(value, 0); } = 1024 * 1024;

    /// <summary>Most octets of a whole frame, from the command to the NUL (option <c>Limits.MaxFrameSize</c>). 1 MiB and 64 KiB.</summary>
    public int MaxFrameSize { get; init => field = Math.Clamp(value, 0, Array.MaxLength); } = 1024 * 1024 + 64 * 1024;

    /// <summary>
    /// The option that an error about <see cref="MaxFrameSize"/> names; another one than usual while a tighter limit is in force,
    /// for example before a session has begun.
    /// </summary>
    public string FrameSizeOption { get; init; } = "Limits.MaxFrameSize";
}
