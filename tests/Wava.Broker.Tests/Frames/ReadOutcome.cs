using System.Buffers;
using System.Text;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests.Frames;

/// <summary>A frame copied out of whatever read it.</summary>
internal sealed record ReadFrame(string Command, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, int Size)
{
    public string? this[string name] => Headers.Where(h => h.Name == name).Select(h => h.Value).FirstOrDefault();

    public static ReadFrame Copy(StompFrame frame)
    {
        var headers = new List<(string, string)>();
        for (int i = 0; i < frame.HeaderCount; i++)
        {
            StompHeader header = frame.GetHeader(i);
            headers.Add((header.GetName(), header.GetValue()));
        }

        return new ReadFrame(StompCommands.Text(frame.Command), headers, frame.Body.ToArray(), frame.WireSize);
    }

    public bool Same(ReadFrame other) =>
        Command == other.Command && Size == other.Size && Headers.SequenceEqual(other.Headers) && Body.AsSpan().SequenceEqual(other.Body);
}

/// <summary>Everything that came of reading some octets.</summary>
internal sealed record ReadOutcome(IReadOnlyList<ReadFrame> Frames, FrameErrorKind Error, string Details = "")
{
    public static ReadOutcome Of(string wire, StompVersion version = StompVersion.V12, FrameLimits? limits = null) =>
        Of(Encoding.UTF8.GetBytes(wire), version, limits);

    public static ReadOutcome Of(byte[] wire, StompVersion version = StompVersion.V12, FrameLimits? limits = null) =>
        OfPieces([wire], version, limits);

    /// <summary>Pieces arrive one after the other, each copied to memory that is overwritten as soon as it has been read.</summary>
    public static ReadOutcome OfPieces(IEnumerable<ReadOnlyMemory<byte>> pieces, StompVersion version, FrameLimits? limits = null)
    {
        using var reader = new FrameReader(limits ?? FrameLimits.Default) { Version = version };
        var frames = new List<ReadFrame>();
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            byte[] arrived = piece.ToArray();
            ReadOnlyMemory<byte> input = arrived;
            FrameReadStatus status;
            while ((status = reader.Read(ref input)) == FrameReadStatus.Frame) frames.Add(ReadFrame.Copy(reader.Frame));
            if (status == FrameReadStatus.Error) return new ReadOutcome(frames, reader.Error.Kind, reader.Error.Details);
            Assert.True(input.IsEmpty);
            Array.Fill(arrived, (byte)'#');
        }

        return new ReadOutcome(frames, FrameErrorKind.None);
    }

    /// <summary>The octets one at a time.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Singles(byte[] wire) =>
        Enumerable.Range(0, wire.Length).Select(i => (ReadOnlyMemory<byte>)wire.AsMemory(i, 1));

    /// <summary>The pieces as one sequence, as a pipe would hand them over.</summary>
    public static ReadOutcome OfSequence(ReadOnlySequence<byte> input, StompVersion version, FrameLimits? limits = null)
    {
        using var reader = new FrameReader(limits ?? FrameLimits.Default) { Version = version };
        var frames = new List<ReadFrame>();
        FrameReadStatus status;
        while ((status = reader.Read(ref input)) == FrameReadStatus.Frame) frames.Add(ReadFrame.Copy(reader.Frame));
        return new ReadOutcome(frames, status == FrameReadStatus.Error ? reader.Error.Kind : FrameErrorKind.None, reader.Error.Details);
    }

    public bool Same(ReadOutcome other) =>
        Error == other.Error && Frames.Count == other.Frames.Count && Frames.Zip(other.Frames).All(pair => pair.First.Same(pair.Second));

    public override string ToString() =>
        $"{Error} after {Frames.Count}: {string.Join(" | ", Frames.Select(f => $"{f.Command} {string.Join(",", f.Headers)} {f.Body.Length}"))}";
}
