using System.Buffers;

namespace Wava.Broker.Frames;

/// <summary>Finds STOMP frames in octets that arrive in pieces of any size. For one connection; not for two threads at once.</summary>
/// <remarks>
/// The problem: a frame may come whole among a hundred others, or one octet a packet. The first must cost no copy, the second no
/// rescanning, and the caller must always be handed contiguous octets.
/// The idea: a frame that lies whole in the input is parsed where it is. The octets of one that does not are moved into a rented buffer,
/// and parsing goes on there: every position is counted from the frame's first octet, so it means the same in both places. The buffer
/// takes only what the frame can still need (up to the line's LF, the body's NUL or the announced length), so the next frame is in
/// place again. It grows by doubling with what has arrived, never by what is announced, and goes back as soon as no frame is pending.
/// The cost: an octet is searched once for the end of its line or body and once for what its line consists of; nothing is allocated.
/// Three fields carry all states of an unfinished frame: where its current part must have ended (<c>_stop</c>), how many octets can be
/// taken before anything has to be checked (<c>_quick</c>), and which octets could end the part (none above <c>_plainAbove</c>).
/// </remarks>
public sealed partial class FrameReader : IDisposable
{
    private Part _part;
    private FrameLimits _limits;

    // The octets of the unfinished frame, or of the frame last handed out if it was finished here.
    private byte[]? _buffer;
    private int _held;

    // A line or a body that reaches this position (from the frame's first octet) without having ended is too long.
    private int _stop;

    /// <summary>Prepares to read the first frame of a connection.</summary>
    public FrameReader(FrameLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits = limits;
    }

    private enum Part : byte
    {
        Between,
        Command,
        Headers,
        CountedBody,
        OpenBody,
        Done,
        Dead,
    }

    /// <summary>The dialect of the frames to come. CONNECT, STOMP and CONNECTED are read the same way whatever it is.</summary>
    public StompVersion Version { get; set; } = StompVersion.V12;

    /// <summary>The limits of the frames to come.</summary>
    public FrameLimits Limits
    {
        get => _limits;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _limits = value;
        }
    }

    /// <summary>
    /// The frame just read; always the same object. After an error it shows the headers that were read before, so that an answer can be
    /// given to their <c>receipt</c>.
    /// </summary>
    public StompFrame Frame { get; } = new();

    /// <summary>Why reading ended, after <see cref="FrameReadStatus.Error"/>.</summary>
    public FrameError Error { get; private set; }

    /// <summary>Whether a frame has begun and is not complete.</summary>
    public bool InFrame => BufferedBytes > 0;

    /// <summary>How many octets of an unfinished frame are kept.</summary>
    public int BufferedBytes => _part is Part.Done or Part.Dead ? 0 : _held;

    /// <summary>Whether a buffer is on loan: for a frame that is not complete, or was completed in it and not yet left behind.</summary>
    internal bool HoldsBuffer => _buffer is not null;

    internal int BufferSize => _buffer?.Length ?? 0;

    /// <summary>
    /// Reads up to the end of the next frame and moves the input's start behind what was taken. Call it until it returns
    /// <see cref="FrameReadStatus.NeedMore"/>: that call also gives back the buffer of the last frame.
    /// </summary>
    public FrameReadStatus Read(ref ReadOnlyMemory<byte> input)
    {
        ReadOnlySpan<byte> octets = input.Span;
        if (octets.Length != 1) return ReadPart(ref input);
        if (!TakeQuickly(octets[0])) return ReadOctet(octets[0], ref input);
        input = default;
        return FrameReadStatus.NeedMore;
    }

    /// <inheritdoc cref="Read(ref ReadOnlyMemory{byte})"/>
    public FrameReadStatus Read(ref ReadOnlySequence<byte> input)
    {
        if (input.IsSingleSegment)
        {
            ReadOnlySpan<byte> octets = input.FirstSpan;
            if (octets.Length == 1 && TakeQuickly(octets[0]))
            {
                input = input.Slice(input.End);
                return FrameReadStatus.NeedMore;
            }
        }

        return ReadSegments(ref input);
    }

    /// <summary>Gives back what is held. Nothing can be read afterwards.</summary>
    public void Dispose()
    {
        LetGo();
        _part = Part.Dead;
        _held = _quick = 0;
    }
}
