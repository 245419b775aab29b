using System.Globalization;
using System.Numerics;
using System.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

/// <summary>
/// The rules of a frame once more, an octet after the other over one array, with nothing of the real reader in it but its enums and
/// limits. Slow and plain on purpose: where the two differ, one of them has a rule wrong.
/// </summary>
internal sealed class ReferenceFrameParser(byte[] wire, StompVersion version, FrameLimits limits)
{
    private static readonly string[] Words =
    [
        "CONNECT", "STOMP", "CONNECTED", "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT", "DISCONNECT",
        "MESSAGE", "RECEIPT", "ERROR",
    ];

    private int _at;
    private int _start;

    /// <summary>All frames that are complete, and what ended the reading if it was not the end of the octets.</summary>
    public static ReadOutcome Parse(byte[] wire, StompVersion version, FrameLimits limits)
    {
        var parser = new ReferenceFrameParser(wire, version, limits);
        var frames = new List<ReadFrame>();
        try
        {
            while (parser.Next() is { } frame) frames.Add(frame);
            return new ReadOutcome(frames, FrameErrorKind.None);
        }
        catch (Broken broken)
        {
            return new ReadOutcome(frames, broken.Kind);
        }
        catch (Unfinished)
        {
            return new ReadOutcome(frames, FrameErrorKind.None);
        }
    }

    private ReadFrame? Next()
    {
        while (_at < wire.Length && wire[_at] is 10 or 13)
        {
            if (wire[_at] == 13 && Octet(_at + 1) != 10) throw new Broken(FrameErrorKind.CarriageReturn);
            _at += wire[_at] == 13 ? 2 : 1;
        }

        if (_at == wire.Length) return null;
        _start = _at;
        string command = Line(limits.MaxCommandSize, FrameErrorKind.CommandTooLong);
        string word = command.EndsWith('\r') ? command[..^1] : command;
        if (!Words.Contains(word, StringComparer.Ordinal)) throw new Broken(FrameErrorKind.UnknownCommand);
        bool begins = word is "CONNECT" or "STOMP" or "CONNECTED";
        bool crlf = begins || version == StompVersion.V12;
        if (word != command && !crlf) throw new Broken(FrameErrorKind.CarriageReturn);

        var raw = new List<(string Name, string Value)>();
        while (true)
        {
            string line = Line(limits.MaxHeaderLineSize, FrameErrorKind.HeaderLineTooLong);
            if (crlf && line.EndsWith('\r')) line = line[..^1];
            if (line.Length == 0) break;
            if (line == "\r" && !crlf) throw new Broken(FrameErrorKind.CarriageReturn);
            raw.Add(Header(line, raw.Count, begins, crlf));
        }

        string? length = raw.Find(h => h.Name == "content-length").Value;
        List<(string, string)> headers = raw.ConvertAll(h => (Utf8(Decoded(h.Name, begins)), Utf8(Decoded(Trimmed(h.Value), begins))));
        foreach ((string name, string value) in raw) _ = Utf8(name + ":" + value);
        return new ReadFrame(word, headers, Body(word, length, begins), _at - _start);
    }

    // A line's octets as Latin-1, so that one character is one octet.
    private string Line(int most, FrameErrorKind tooLong)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (line.Length > most) throw new Broken(tooLong);
            if (_at - _start > limits.MaxHeadSize) throw new Broken(FrameErrorKind.HeadTooLong);
            if (_at - _start >= limits.MaxFrameSize) throw new Broken(FrameErrorKind.FrameTooLong);
            byte octet = Octet(_at++);
            if (octet == 0) throw new Broken(FrameErrorKind.NulInHead);
            if (octet == 10) return line.ToString();
            line.Append((char)octet);
        }
    }

    private (string Name, string Value) Header(string line, int before, bool begins, bool crlf)
    {
        if (before == limits.MaxHeaderCount) throw new Broken(FrameErrorKind.TooManyHeaders);
        if (crlf && line.Contains('\r')) throw new Broken(FrameErrorKind.CarriageReturn);
        string[] parts = line.Split(':', 2);
        if (parts.Length == 1) throw new Broken(FrameErrorKind.MissingColon);
        if (parts[0].Length == 0) throw new Broken(FrameErrorKind.EmptyHeaderName);
        _ = Decoded(parts[0], begins);
        _ = Decoded(parts[1], begins);
        return (parts[0], parts[1]);
    }

    private string Decoded(string text, bool begins)
    {
        if (begins || version == StompVersion.V10) return text;
        var decoded = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                decoded.Append(text[i]);
                continue;
            }

            string escape = i + 1 < text.Length ? text.Substring(i++, 2) : "";
            decoded.Append(escape switch
            {
                "\\\\" => '\\',
                "\\n" => '\n',
                "\\c" => ':',
                "\\r" when version == StompVersion.V12 => '\r',
                _ => throw new Broken(FrameErrorKind.UndefinedEscape),
            });
        }

        return decoded.ToString();
    }

    private string Trimmed(string value) => version == StompVersion.V10 ? value.Trim(' ', '\t') : value;

    private static string Utf8(string octets)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(octets));
        }
        catch (ArgumentException)
        {
            throw new Broken(FrameErrorKind.NotUtf8);
        }
    }

    private byte[] Body(string word, string? announced, bool begins)
    {
        bool mayHaveBody = word is "SEND" or "MESSAGE" or "ERROR";
        var length = BigInteger.MinusOne;
        if (announced is not null)
        {
            if (begins || version == StompVersion.V10) announced = announced.Trim(' ', '\t');
            if (announced.Length == 0 || announced.Any(c => c is < '0' or > '9')) throw new Broken(FrameErrorKind.InvalidContentLength);
            length = BigInteger.Parse(announced, CultureInfo.InvariantCulture);
            if (length > limits.MaxBodySize) throw new Broken(FrameErrorKind.BodyTooLong);
            if (length > 0 && !mayHaveBody) throw new Broken(FrameErrorKind.BodyNotAllowed);
        }

        int head = _at - _start;
        if (head + BigInteger.Max(length, 0) + 1 > limits.MaxFrameSize) throw new Broken(FrameErrorKind.FrameTooLong);

        var body = new List<byte>();
        while (true)
        {
            if (length < 0 && mayHaveBody && body.Count > limits.MaxBodySize) throw new Broken(FrameErrorKind.BodyTooLong);
            if (_at - _start >= limits.MaxFrameSize) throw new Broken(FrameErrorKind.FrameTooLong);
            byte octet = Octet(_at++);
            if (octet == 0 && (length < 0 || body.Count == length)) return [.. body];
            if (length < 0 && !mayHaveBody) throw new Broken(FrameErrorKind.BodyNotAllowed);
            if (length >= 0 && body.Count == length) throw new Broken(FrameErrorKind.MissingNul);
            body.Add(octet);
        }
    }

    private byte Octet(int at) => at < wire.Length ? wire[at] : throw new Unfinished();

    private sealed class Broken(FrameErrorKind kind) : Exception
    {
        public FrameErrorKind Kind => kind;
    }

    private sealed class Unfinished : Exception;
}
