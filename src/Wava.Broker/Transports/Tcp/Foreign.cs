using System.Buffers;

namespace Wava.Broker.Transports.Tcp;

/// <summary>Other protocols that end up on a STOMP port: a browser tricked into posting there, a TLS client on the plain port.</summary>
/// <remarks>
/// None of them understands an ERROR frame, and a request body could hold STOMP frames: such a connection is closed before anything of it is read.
/// </remarks>
internal sealed record Foreign(string Name)
{
    private static readonly Foreign Tls = new("TLS");
    private static readonly Foreign Http = new("HTTP");

    /// <summary>Looks at a connection's first octets.</summary>
    /// <param name="octets">What has come so far.</param>
    /// <param name="undecided">More octets are needed to tell.</param>
    /// <returns>The protocol, or null when it may be STOMP.</returns>
    public static Foreign? Recognise(ReadOnlySequence<byte> octets, out bool undecided)
    {
        Span<byte> start = stackalloc byte[8];
        int length = (int)Math.Min(octets.Length, start.Length);
        octets.Slice(0, length).CopyTo(start);
        ReadOnlySpan<byte> first = start[..length];
        undecided = false;
        // A TLS record of a handshake starts with 22 and the version 3.x.
        if (first[0] == 0x16) return Decide(first, [0x16, 0x03], Tls, out undecided);
        return Decide(first, "GET "u8, Http, out undecided)
            ?? Decide(first, "POST "u8, Http, out undecided, undecided)
            ?? Decide(first, "PUT "u8, Http, out undecided, undecided)
            ?? Decide(first, "HEAD "u8, Http, out undecided, undecided)
            ?? Decide(first, "DELETE "u8, Http, out undecided, undecided)
            ?? Decide(first, "OPTIONS "u8, Http, out undecided, undecided)
            ?? Decide(first, "PATCH "u8, Http, out undecided, undecided)
            ?? Decide(first, "TRACE "u8, Http, out undecided, undecided)
            ?? Decide(first, "PRI * HT"u8, Http, out undecided, undecided);
    }

    private static Foreign? Decide(ReadOnlySpan<byte> first, ReadOnlySpan<byte> mark, Foreign foreign, out bool undecided, bool before = false)
    {
        undecided = before;
        if (first.StartsWith(mark)) return foreign;
        // A lone first letter proves nothing yet, but no STOMP command shares one with these and a second.
        if (first.Length < mark.Length && mark.StartsWith(first)) undecided = true;
        return null;
    }
}
