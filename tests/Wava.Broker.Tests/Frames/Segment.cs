using System.Buffers;

namespace Wava.Broker.Tests.Frames;

/// <summary>A sequence of many segments, empty ones among them.</summary>
internal sealed class Segment : ReadOnlySequenceSegment<byte>
{
    private Segment(ReadOnlyMemory<byte> memory, long index)
    {
        Memory = memory;
        RunningIndex = index;
    }

    public static ReadOnlySequence<byte> Sequence(byte[] octets, Func<int> size)
    {
        var first = new Segment(default, 0);
        Segment last = first;
        int at = 0;
        while (at < octets.Length)
        {
            int length = Math.Min(size(), octets.Length - at);
            var next = new Segment(octets.AsMemory(at, length), at);
            last.Next = next;
            last = next;
            at += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
