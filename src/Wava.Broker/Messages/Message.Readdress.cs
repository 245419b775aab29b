using System.Buffers;

namespace Wava.Broker.Messages;

public sealed partial class Message
{
    /// <summary>Makes the same message for another destination, to get a number of its own there.</summary>
    /// <param name="destination">Where it goes, unescaped.</param>
    /// <param name="headers">Header lines as STOMP 1.2 encodes them; they come first and replace headers of the same names.</param>
    internal Message Readdress(ReadOnlyMemory<byte> destination, ReadOnlySpan<byte> headers)
    {
        var buffer = new ArrayBufferWriter<byte>(_wire.Length + headers.Length + destination.Length + 64);
        buffer.Advance(IdRoom);
        Append(buffer, "destination"u8, destination.Span);
        buffer.Write(headers);
        // The first line is the old destination.
        ReadOnlySpan<byte> rest = _wire.AsSpan(_headersStart, _bodyStart - 1 - _headersStart);
        rest = rest[(rest.IndexOf(Lf) + 1)..];
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = rest[..(rest.IndexOf(Lf) + 1)];
            rest = rest[line.Length..];
            if (!HasHeader(headers, line[..(line.IndexOf((byte)':') + 1)])) buffer.Write(line);
        }

        bool plain = !buffer.WrittenSpan[IdRoom..].Contains((byte)'\\');
        buffer.Write("\n"u8);
        int bodyStart = buffer.WrittenCount;
        buffer.Write(_wire.AsSpan(_bodyStart));
        return new Message(buffer.WrittenSpan.ToArray(), destination, IdRoom, bodyStart, _bodyLength, plain);
    }

    private static bool HasHeader(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> nameAndColon)
    {
        while (!lines.IsEmpty)
        {
            if (lines.StartsWith(nameAndColon)) return true;
            lines = lines[(lines.IndexOf(Lf) + 1)..];
        }

        return false;
    }
}
