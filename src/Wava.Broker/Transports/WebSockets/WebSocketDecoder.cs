using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Wava.Broker.Transports.WebSockets;

/// <summary>Takes a client's WebSocket frames apart, in place, without waiting for whole messages.</summary>
/// <remarks>
/// STOMP is a stream of its own inside the WebSocket messages: the session does not care where one ends. So payload is unmasked where it lies in the
/// pipe's memory and handed on piece by piece as it comes, and nothing is ever collected here but a frame's header (14 octets at most) and
/// a control frame's payload (125 at most). Text is checked to be UTF-8 across all cuts.
/// </remarks>
internal sealed class WebSocketDecoder
{
    private const int MaxHeader = 14;
    private const int MaxControlPayload = 125;

    private readonly byte[] _header = new byte[MaxHeader];
    private byte[]? _control;
    private int _headerLength;
    private long _payloadLeft;
    private uint _mask;
    private WebSocketOpcode _frame;
    private bool _final;
    private bool _inMessage;
    private bool _inPayload;
    private bool _isText;
    private int _controlLength;
    private Utf8Check _text;

    /// <summary>The payload of the ping or close that was just decoded.</summary>
    public ReadOnlySpan<byte> Control => _control.AsSpan(0, _controlLength);

    /// <summary>The close code to answer an error with.</summary>
    public int ErrorCode { get; private set; }

    /// <summary>What the peer did wrong.</summary>
    public string? Error { get; private set; }

    /// <summary>The close code the peer gave, 1005 when it gave none.</summary>
    public int CloseCode => _controlLength >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(_control) : 1005;

    /// <summary>Whether the last payload was the end of a message, and no other has begun.</summary>
    public bool IsBetweenMessages => !_inMessage;

    /// <summary>Decodes the next thing in <paramref name="input"/> and takes it off its front.</summary>
    /// <param name="input">Octets as they came; payload in it is unmasked where it lies.</param>
    /// <param name="payload">The piece of payload, for <see cref="WebSocketDecodeStatus.Payload"/>.</param>
    public WebSocketDecodeStatus Decode(ref ReadOnlyMemory<byte> input, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        while (true)
        {
            if (!_inPayload)
            {
                if (Error is not null) return WebSocketDecodeStatus.Error;
                if (!TryReadHeader(ref input)) return Error is null ? WebSocketDecodeStatus.NeedMore : WebSocketDecodeStatus.Error;
            }

            bool isControl = _frame >= WebSocketOpcode.Close;
            int length = (int)Math.Min(_payloadLeft, input.Length);
            ReadOnlyMemory<byte> piece = input[..length];
            input = input[length..];
            Unmask(piece);
            _payloadLeft -= length;
            _inPayload = _payloadLeft > 0;
            if (isControl)
            {
                piece.Span.CopyTo(_control.AsSpan(_controlLength));
                _controlLength += length;
                if (_inPayload) return WebSocketDecodeStatus.NeedMore;
                if (_frame == WebSocketOpcode.Ping) return WebSocketDecodeStatus.Ping;
                if (_frame == WebSocketOpcode.Close) return CheckClose();
                continue;
            }

            bool ends = _final && !_inPayload;
            if (ends) _inMessage = false;
            if (_isText && !_text.Accepts(piece.Span, ends)) return Fail(1007, "A text message is not UTF-8.");
            if (length > 0)
            {
                payload = piece;
                return WebSocketDecodeStatus.Payload;
            }

            if (_inPayload) return WebSocketDecodeStatus.NeedMore;
        }
    }

    private bool TryReadHeader(ref ReadOnlyMemory<byte> input)
    {
        // The usual case: the whole header lies in front of us.
        ReadOnlySpan<byte> octets = input.Span;
        if (_headerLength == 0)
        {
            if (octets.Length >= 2 && octets.Length >= HeaderLength(octets))
            {
                int length = HeaderLength(octets);
                if (!ReadHeader(octets[..length])) return false;
                input = input[length..];
                return true;
            }
        }

        // Cut somewhere: collect it octet by octet.
        int used = 0;
        while (used < octets.Length)
        {
            _header[_headerLength++] = octets[used++];
            if (_headerLength < 2 || _headerLength < HeaderLength(_header)) continue;
            int length = _headerLength;
            _headerLength = 0;
            input = input[used..];
            return ReadHeader(_header.AsSpan(0, length));
        }

        input = default;
        return false;
    }

    private static int HeaderLength(ReadOnlySpan<byte> start) =>
        2 + ((start[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 }) + ((start[1] & 0x80) != 0 ? 4 : 0);

    private bool ReadHeader(ReadOnlySpan<byte> header)
    {
        _final = (header[0] & 0x80) != 0;
        var opcode = (WebSocketOpcode)(header[0] & 0x0F);
        if ((header[0] & 0x70) != 0) return Wrong("A reserved bit is set, although no extension was agreed on.");
        if ((header[1] & 0x80) == 0) return Wrong("A client's frame must be masked.");
        _mask = BinaryPrimitives.ReadUInt32LittleEndian(header[^4..]);
        _payloadLeft = (header[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
            127 => BinaryPrimitives.ReadInt64BigEndian(header[2..]),
            int small => small,
        };
        if (_payloadLeft < 0) return Wrong("A frame's length is out of bounds.");
        if (opcode is WebSocketOpcode.Close or WebSocketOpcode.Ping or WebSocketOpcode.Pong)
        {
            if (!_final || _payloadLeft > MaxControlPayload) return Wrong("A control frame is cut in pieces or too long.");
            _control ??= new byte[MaxControlPayload];
            _controlLength = 0;
        }
        else if (opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary)
        {
            if (_inMessage) return Wrong("A new message began inside another.");
            _inMessage = true;
            _isText = opcode == WebSocketOpcode.Text;
            _text = default;
        }
        else if (opcode != WebSocketOpcode.Continuation)
        {
            return Wrong("Unknown opcode.");
        }
        else if (!_inMessage)
        {
            return Wrong("A continuation has nothing to continue.");
        }

        _frame = opcode;
        _inPayload = true;
        return true;
    }

    private WebSocketDecodeStatus CheckClose()
    {
        if (_controlLength == 1) return Fail(1002, "A close frame's code is cut short.");
        if (_controlLength == 0) return WebSocketDecodeStatus.Close;
        bool valid = CloseCode is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
        if (!valid) return Fail(1002, "A close frame's code is not one that may be sent.");
        return Utf8.IsValid(Control[2..]) ? WebSocketDecodeStatus.Close : Fail(1007, "A close frame's reason is not UTF-8.");
    }

    private bool Wrong(string error)
    {
        Fail(1002, error);
        return false;
    }

    private WebSocketDecodeStatus Fail(int code, string error)
    {
        (ErrorCode, Error, _inPayload) = (code, error, false);
        return WebSocketDecodeStatus.Error;
    }

    /// <summary>Unmasks a piece of payload in the pipe's own memory, and turns the mask so that it fits the next piece.</summary>
    private void Unmask(ReadOnlyMemory<byte> piece)
    {
        // The octets are ours until the pipe is told that they are consumed; nobody else reads them.
        Span<byte> octets = MemoryMarshal.AsMemory(piece).Span;
        Masking.Apply(octets, _mask);
        int turn = (octets.Length & 3) * 8;
        if (turn != 0) _mask = System.Numerics.BitOperations.RotateRight(_mask, turn);
    }
}
