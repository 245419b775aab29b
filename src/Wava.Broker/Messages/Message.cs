using System.Text;
using System.Text.Unicode;
using Wava.Broker.Frames;
using Wava.Broker.Messages.Selectors;

namespace Wava.Broker.Messages;

/// <summary>One message on its way to any number of subscribers: a destination, headers and a body, encoded once.</summary>
/// <remarks>
/// <para>
/// The problem: a message to a thousand subscribers must not be encoded a thousand times, and yet no two MESSAGE frames are equal: each
/// names its own subscription, some carry an <c>ack</c> header, and the three versions of STOMP escape differently.
/// </para>
/// <para>
/// The idea: what all MESSAGE frames share (message-id, destination, headers, body, NUL) is laid out once, in STOMP 1.2 octets, as the
/// frame's <em>tail</em>. What differs per subscriber comes before it and is a line or two that the subscription keeps encoded. A
/// delivery is then a reference to the message; its octets are copied only into the socket's own buffer. Room for the message-id is
/// left in front, because the number is known only when the broker has put the message in its place in the order.
/// </para>
/// <para>
/// The cost: one array and one object per message published, nothing per delivery. Subscribers of an older version share the same
/// octets unless a header holds one of the octets that are escaped, in which case the tail is re-encoded once per version.
/// </para>
/// </remarks>
public sealed partial class Message : ISelectorSource
{
    private const byte Lf = (byte)'\n';
    private readonly byte[] _wire;
    private readonly ReadOnlyMemory<byte> _destination;
    private readonly int _headersStart;
    private readonly int _bodyStart;
    private readonly int _bodyLength;
    private readonly bool _isPlain;
    private int _start;
    private byte[]? _tail11;
    private byte[]? _tail10;
    private string? _destinationText;
    private TextState _text;

    private Message(byte[] wire, ReadOnlyMemory<byte> destination, int headersStart, int bodyStart, int bodyLength, bool isPlain)
    {
        _wire = wire;
        _destination = destination;
        _headersStart = _start = headersStart;
        _bodyStart = bodyStart;
        _bodyLength = bodyLength;
        _isPlain = isPlain;
    }

    private enum TextState : byte { Unknown, Text, Binary }

    /// <summary>Where the message is sent to, for instance <c>/topic/news</c>.</summary>
    public string Destination => _destinationText ??= Encoding.UTF8.GetString(_destination.Span);

    /// <summary>The body's octets, exactly as they were sent.</summary>
    public ReadOnlyMemory<byte> Body => _wire.AsMemory(_bodyStart, _bodyLength);

    /// <summary>The <c>content-type</c> header, or null when the sender gave none.</summary>
    public string? ContentType => GetHeader("content-type");

    /// <summary>The message's number in the broker's order, 0 until the broker has accepted it.</summary>
    public long Sequence { get; private set; }

    /// <summary>The destination's octets, unescaped.</summary>
    internal ReadOnlySpan<byte> DestinationOctets => _destination.Span;

    /// <summary>How much memory the message holds, give or take.</summary>
    internal int Size => _wire.Length + 96;

    /// <summary>Whether a WebSocket client gets this message as text: its body is UTF-8, and not declared to be something else.</summary>
    internal bool IsText
    {
        get
        {
            if (_text == TextState.Unknown)
                _text = _bodyLength == 0 || (!DeclaresOctets() && Utf8.IsValid(Body.Span)) ? TextState.Text : TextState.Binary;
            return _text == TextState.Text;
        }
    }

    /// <summary>Returns the value of the first header called <paramref name="name"/>, or null.</summary>
    public string? GetHeader(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryGetHeader(Encoding.UTF8.GetBytes(name), out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;
    }

    /// <summary>Finds the first header called <paramref name="name"/> and gives its unescaped octets.</summary>
    internal bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> rest = _wire.AsSpan(_start, _bodyStart - 1 - _start);
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf(Lf);
            ReadOnlySpan<byte> line = rest[..end];
            rest = rest[(end + 1)..];
            int colon = line.IndexOf((byte)':');
            ReadOnlySpan<byte> lineName = line[..colon];
            if (!(_isPlain ? lineName.SequenceEqual(name) : Decode(lineName).SequenceEqual(name))) continue;
            value = _isPlain ? line[(colon + 1)..] : Decode(line[(colon + 1)..]);
            return true;
        }

        value = default;
        return false;
    }

    bool ISelectorSource.TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => TryGetHeader(name, out value);

    /// <summary>Gives the message its place in the order. Called once, by the broker, before the first delivery.</summary>
    internal void AssignId(ReadOnlySpan<byte> epoch, long sequence)
    {
        Sequence = sequence;
        Span<byte> line = stackalloc byte[IdRoom];
        "message-id:"u8.CopyTo(line);
        int length = 11;
        epoch.CopyTo(line[length..]);
        length += epoch.Length;
        line[length++] = (byte)'-';
        System.Buffers.Text.Utf8Formatter.TryFormat(sequence, line[length..], out int digits);
        length += digits;
        line[length++] = Lf;
        _start = _headersStart - length;
        line[..length].CopyTo(_wire.AsSpan(_start));
    }

    /// <summary>Takes the place of another message, and so its id, unless it has one.</summary>
    internal void TakeIdOf(Message other)
    {
        if (_start != _headersStart) return;
        ReadOnlySpan<byte> line = other._wire.AsSpan(other._start, other._headersStart - other._start);
        line.CopyTo(_wire.AsSpan(_headersStart - line.Length));
        Sequence = other.Sequence;
        _start = _headersStart - line.Length;
    }

    /// <summary>Everything of a MESSAGE frame that all subscribers of one version share: headers, empty line, body, NUL.</summary>
    internal ReadOnlySpan<byte> Tail(StompVersion version) => _isPlain || version == StompVersion.V12
        ? _wire.AsSpan(_start)
        : version == StompVersion.V11 ? _tail11 ??= Translate(version) : _tail10 ??= Translate(version);

    /// <summary>How many octets <see cref="Tail"/> has, or a close upper estimate for versions nobody has asked for yet.</summary>
    internal int TailSize => _wire.Length - _start;

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> encoded)
    {
        if (!encoded.Contains((byte)'\\')) return encoded;
        var decoded = new byte[encoded.Length];
        return decoded.AsSpan(0, HeaderEscaping.Decode(encoded, decoded, StompVersion.V12));
    }

    private bool DeclaresOctets() =>
        TryGetHeader("content-type"u8, out ReadOnlySpan<byte> type) && type.StartsWith("application/octet-stream"u8);

    /// <summary>The same headers as another version escapes them. The body follows unchanged.</summary>
    private byte[] Translate(StompVersion version)
    {
        ReadOnlySpan<byte> head = _wire.AsSpan(_start, _bodyStart - 1 - _start);
        var output = new byte[_wire.Length - _start];
        int length = 0;
        while (!head.IsEmpty)
        {
            int end = head.IndexOf(Lf);
            ReadOnlySpan<byte> line = head[..end];
            head = head[(end + 1)..];
            int colon = line.IndexOf((byte)':');
            // What 1.2 escapes to two octets takes at most two in any older version: the output never outgrows the input.
            length += HeaderEscaping.EncodeName(Decode(line[..colon]), output.AsSpan(length), version);
            output[length++] = (byte)':';
            length += HeaderEscaping.Encode(Decode(line[(colon + 1)..]), output.AsSpan(length), version);
            output[length++] = Lf;
        }

        output[length++] = Lf;
        ReadOnlySpan<byte> body = _wire.AsSpan(_bodyStart);
        body.CopyTo(output.AsSpan(length));
        return output.AsSpan(0, length + body.Length).ToArray();
    }
}
