using System.IO.Pipelines;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports;

/// <summary>Writes frames into a pipe, many per flush.</summary>
internal static class PipeOutput
{
    /// <summary>Frames up to this size are laid into one piece of the pipe's memory; larger ones fill its pieces to the brim.</summary>
    public const int Small = 1024;

    /// <summary>Appends octets, over as many of the pipe's pieces as they need.</summary>
    public static void Append(PipeWriter writer, ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            Span<byte> room = writer.GetSpan(1);
            int length = Math.Min(room.Length, octets.Length);
            octets[..length].CopyTo(room);
            writer.Advance(length);
            octets = octets[length..];
        }
    }

    /// <summary>Lays a frame's pieces behind one another.</summary>
    public static void Copy(in OutboundFrame frame, Span<byte> room)
    {
        frame.Head.CopyTo(room);
        if (!frame.Middle.IsEmpty) frame.Middle.CopyTo(room[frame.Head.Length..]);
        frame.Tail.CopyTo(room[(frame.Head.Length + frame.Middle.Length)..]);
    }

    /// <summary>Hands what was appended to the socket. False: the peer is gone.</summary>
    public static ValueTask<bool> FlushAsync(PipeWriter writer)
    {
        ValueTask<FlushResult> flush = writer.FlushAsync();
        return flush.IsCompletedSuccessfully ? new ValueTask<bool>(!flush.Result.IsCompleted) : AwaitAsync(flush);
    }

    private static async ValueTask<bool> AwaitAsync(ValueTask<FlushResult> flush) => !(await flush).IsCompleted;
}
