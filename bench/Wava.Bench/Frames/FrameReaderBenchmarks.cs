using System.Buffers;
using BenchmarkDotNet.Attributes;
using Wava.Broker.Frames;

namespace Wava.Bench.Frames;

/// <summary>What one ordinary SEND costs to read, whole and in two halves. Target: under 250 ns and no allocation.</summary>
[MemoryDiagnoser]
public class FrameReaderBenchmarks
{
    private readonly FrameReader _reader = new(FrameLimits.Default);
    private readonly byte[] _send = FrameSamples.Send200();

    [Benchmark(Baseline = true)]
    public FrameReadStatus Send200()
    {
        ReadOnlyMemory<byte> input = _send;
        return _reader.Read(ref input);
    }

    [Benchmark]
    public FrameReadStatus Send200FromSequence()
    {
        var input = new ReadOnlySequence<byte>(_send);
        return _reader.Read(ref input);
    }

    [Benchmark]
    public FrameReadStatus Send200InTwoHalves()
    {
        ReadOnlyMemory<byte> input = _send.AsMemory(0, 100);
        _reader.Read(ref input);
        input = _send.AsMemory(100);
        return _reader.Read(ref input);
    }

    [Benchmark]
    public int Send200AndLookUpThreeHeaders()
    {
        ReadOnlyMemory<byte> input = _send;
        _reader.Read(ref input);
        StompFrame frame = _reader.Frame;
        int found = frame.Body.Length;
        if (frame.TryGetHeader(KnownHeader.Destination, out StompHeader destination)) found += destination.RawValue.Length;
        if (frame.TryGetHeader(KnownHeader.ContentType, out StompHeader type)) found += type.RawValue.Length;
        return frame.Has(KnownHeader.Receipt) ? found + 1 : found;
    }
}
