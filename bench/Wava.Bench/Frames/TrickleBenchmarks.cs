using System.Buffers;
using BenchmarkDotNet.Attributes;
using Wava.Broker.Frames;

namespace Wava.Bench.Frames;

/// <summary>
/// 64 KiB at once against 64 KiB one octet a call: what a trickle costs the server. Divide by 65,536 for the time of an octet.
/// </summary>
[MemoryDiagnoser]
public class TrickleBenchmarks
{
    private readonly FrameReader _reader = new(FrameLimits.Default with { MaxHeadSize = 128 * 1024 });
    private byte[] _wire = [];

    [Params("frames", "counted", "open", "head")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _wire = FrameSamples.Of64KiB(Shape);

    [Benchmark(Baseline = true)]
    public int Whole()
    {
        int frames = 0;
        FrameReader reader = _reader;
        ReadOnlyMemory<byte> input = _wire;
        while (reader.Read(ref input) == FrameReadStatus.Frame) frames++;
        return frames;
    }

    [Benchmark]
    public int OctetByOctet()
    {
        int frames = 0;
        FrameReader reader = _reader;
        byte[] wire = _wire;
        for (int i = 0; i < wire.Length; i++)
        {
            var input = new ReadOnlyMemory<byte>(wire, i, 1);
            if (reader.Read(ref input) == FrameReadStatus.Frame) frames++;
        }

        return frames;
    }

    [Benchmark]
    public int OctetByOctetFromSequence()
    {
        int frames = 0;
        FrameReader reader = _reader;
        byte[] wire = _wire;
        for (int i = 0; i < wire.Length; i++)
        {
            var input = new ReadOnlySequence<byte>(wire, i, 1);
            if (reader.Read(ref input) == FrameReadStatus.Frame) frames++;
        }

        return frames;
    }
}
