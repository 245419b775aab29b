using System.Buffers.Text;
using System.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Messages;

public sealed partial class Message
{
    /// <summary>Whether a header is the server's own to set, or concerns a sender alone, so that it is not passed on.</summary>
    internal static bool BelongsToServer(ReadOnlySpan<byte> name) => BelongsToServer(KnownHeaders.Resolve(name));

    /// <summary>Makes a message of what a <see cref="MessageLayout"/> has collected: one array, one copy.</summary>
    /// <param name="destination">Where it goes, unescaped.</param>
    /// <param name="lines">The header lines as STOMP 1.2 encodes them, that of the destination first, that of the body's length missing.</param>
    /// <param name="body">The body's octets.</param>
    /// <param name="plain">Whether no line holds an escape.</param>
    internal static Message Assemble(string destination, ReadOnlySpan<byte> lines, ReadOnlySpan<byte> body, bool plain)
    {
        Span<byte> length = stackalloc byte[10];
        Utf8Formatter.TryFormat(body.Length, length, out int digits);
        int bodyStart = IdRoom + lines.Length + "content-length:\n\n"u8.Length + digits;
        byte[] wire = GC.AllocateUninitializedArray<byte>(bodyStart + body.Length + 1);
        Span<byte> at = wire.AsSpan(IdRoom);
        lines.CopyTo(at);
        at = at[lines.Length..];
        "content-length:"u8.CopyTo(at);
        at = at[15..];
        length[..digits].CopyTo(at);
        at[digits] = Lf;
        at[digits + 1] = Lf;
        body.CopyTo(wire.AsSpan(bodyStart));
        wire[^1] = 0;
        ReadOnlyMemory<byte> name = plain ? wire.AsMemory(IdRoom + 12, lines.IndexOf(Lf) - 12) : Encoding.UTF8.GetBytes(destination);
        return new Message(wire, name, IdRoom, bodyStart, body.Length, plain) { _destinationText = destination };
    }
}
