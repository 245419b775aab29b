using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Wava.Testing;

/// <summary>Turns octets into frames, strictly: whatever the specification does not allow throws instead of being put right.</summary>
/// <remarks>
/// Written apart from the server's parser on purpose, and for clarity rather than speed: two parsers do not share a bug.
/// Ask for frames one at a time, because a CONNECTED frame decides (through <see cref="Version"/>) how the next one is read.
/// </remarks>
public sealed class TestFrameDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private static readonly HashSet<string> Commands =
    [
        "CONNECT", "STOMP", "CONNECTED", "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT",
        "DISCONNECT", "MESSAGE", "RECEIPT", "ERROR",
    ];

    private byte[] _octets = [];
    private bool _binary;

    /// <summary>The version whose rules hold: 1.0, 1.1 or 1.2. Null, before one is agreed on, takes the spelling of any of them.</summary>
    public string? Version { get; set; }

    /// <summary>How many line ends have come between frames; each is a heart-beat, or padding.</summary>
    public int HeartBeats { get; private set; }

    /// <summary>The octets that are not part of a complete frame yet.</summary>
    public ReadOnlyMemory<byte> Undecoded => _octets;

    /// <summary>Takes in octets as they came.</summary>
    /// <param name="octets">Any part of the stream, however it was cut.</param>
    /// <param name="binary">Whether they came in a binary WebSocket message.</param>
    public void Append(ReadOnlySpan<byte> octets, bool binary = false)
    {
        _octets = [.. _octets, .. octets];
        _binary = binary;
    }

    /// <summary>The next complete frame, when there is one.</summary>
    /// <exception cref="StompViolationException">The octets break a rule.</exception>
    public bool TryRead([NotNullWhen(true)] out TestFrame? frame)
    {
        frame = null;
        SkipLineEnds();
        if (HeadLines(out var at) is not { } lines) return false;

        var command = lines[0];
        if (!Commands.Contains(command)) throw new StompViolationException($"'{command}' is not a command.");
        var headers = lines.Skip(1).Select(line => Header(command, line)).ToArray();
        var rest = _octets.AsSpan(at);
        var length = BodyLength(headers, rest);
        if (length < 0 || length >= rest.Length) return false;
        if (rest[length] != 0)
            throw new StompViolationException($"Behind the {length} octets of content-length stands 0x{rest[length]:X2} instead of NUL.");

        frame = new TestFrame(command, headers, rest[..length].ToArray()) { Binary = _binary };
        _octets = rest[(length + 1)..].ToArray();
        return true;
    }

    private void SkipLineEnds()
    {
        var at = 0;
        while (at < _octets.Length && _octets[at] is (byte)'\n' or (byte)'\r')
        {
            if (_octets[at] == '\r')
            {
                if (at + 1 == _octets.Length) break;
                if (_octets[++at] != '\n') throw new StompViolationException("A carriage return without a line feed is between frames.");
            }

            at++;
            HeartBeats++;
        }

        if (at > 0) _octets = _octets[at..];
    }

    // The lines before the blank one, without their ends; null while they are not all here.
    private List<string>? HeadLines(out int end)
    {
        var lines = new List<string>();
        end = 0;
        while (_octets.AsSpan(end).IndexOf((byte)'\n') is var length and >= 0)
        {
            var line = _octets.AsSpan(end, length);
            end += length + 1;
            // In 1.0 and 1.1 a carriage return is an octet like any other.
            if (Version is not ("1.0" or "1.1") && line is [.. var plain, (byte)'\r']) line = plain;
            if (line.IsEmpty) return lines;
            lines.Add(Decode(line));
        }

        return null;
    }

    private static string Decode(ReadOnlySpan<byte> line)
    {
        try
        {
            return StrictUtf8.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            throw new StompViolationException($"A line of the head is not UTF-8: 0x{Convert.ToHexString(line)}.");
        }
    }

    private KeyValuePair<string, string> Header(string command, string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw new StompViolationException($"The header line '{line}' of {command} has no colon.");
        if (colon == 0) throw new StompViolationException($"The header line '{line}' of {command} has no name.");
        var (name, value) = (line[..colon], line[(colon + 1)..]);
        if (!StompFrameText.IsEscaped(command)) return new(name, value);

        if (Version is "1.1" or "1.2" && value.Contains(':', StringComparison.Ordinal))
            throw new StompViolationException($"The header line '{line}' of {command} holds a colon that is not escaped.");
        if (Version is "1.2" && line.Contains('\r', StringComparison.Ordinal))
            throw new StompViolationException($"The header line '{line}' of {command} holds a carriage return that is not escaped.");
        return new(Plain(command, name), Plain(command, value));
    }

    private string Plain(string command, string text)
    {
        if (StompFrameText.Unescape(text, Version) is { } plain) return plain;
        if (Version is null) return text;
        throw new StompViolationException($"'{text}' in a header of {command} holds an escape that STOMP {Version} does not know.");
    }

    // Negative: not all here.
    private static int BodyLength(KeyValuePair<string, string>[] headers, ReadOnlySpan<byte> rest)
    {
        foreach (var (name, value) in headers)
        {
            if (name != "content-length") continue;
            if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return length;
            throw new StompViolationException($"content-length '{value}' is not a number of octets.");
        }

        return rest.IndexOf((byte)0);
    }
}
